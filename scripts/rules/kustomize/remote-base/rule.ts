import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Kustomizations need no network', level: 'warn', source: 'kustomize, kustomize-controller' },
  reportedBy: 'render',
});
