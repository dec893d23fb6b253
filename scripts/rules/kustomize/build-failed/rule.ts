import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Kustomizations build', level: 'error', source: 'kustomize, kustomize-controller' },
  reportedBy: 'render',
});
