import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Files are YAML that can be read', level: 'error', source: 'YAML 1.2; kustomize' },
  reportedBy: 'discover',
});
