import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Kustomizations have only fields that Flux reads', level: 'error', source: 'CHECKS 52; fluxcd/pkg kustomize generator' },
  reportedBy: 'render',
});
