import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Kustomizations build', level: 'error', source: 'CHECKS 52; kustomize#3763' },
  reportedBy: 'render',
});
