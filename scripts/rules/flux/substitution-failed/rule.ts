import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Substitution succeeds', level: 'error', source: 'Flux controllers' },
  reportedBy: 'render',
});
