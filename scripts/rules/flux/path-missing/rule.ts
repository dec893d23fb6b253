import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Paths of Flux Kustomizations exist', level: 'error', source: 'CHECKS 52; kustomize-controller' },
  reportedBy: 'discover',
});
