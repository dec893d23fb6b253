import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Sources that are named exist', level: 'error', source: 'Flux controllers' },
  reportedBy: 'discover',
});
