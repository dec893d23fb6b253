import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Units do not wait for each other in a circle', level: 'error', source: 'Flux controllers' },
  reportedBy: 'discover',
});
