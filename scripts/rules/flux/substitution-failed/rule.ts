import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Substitution succeeds', level: 'error', source: 'CHECKS 2, 4; fluxcd/pkg envsubst' },
  reportedBy: 'render',
});
