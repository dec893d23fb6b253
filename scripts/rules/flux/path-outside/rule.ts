import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Paths stay within the repository', level: 'error', source: 'Flux controllers' },
  reportedBy: 'discover',
});
