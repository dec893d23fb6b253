import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Documents are Kubernetes objects', level: 'error', source: 'YAML 1.2; kustomize' },
  reportedBy: 'discover',
});
