import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Kustomizations stay within what Flux allows', level: 'error', source: 'kustomize, kustomize-controller' },
  reportedBy: 'render',
});
