import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Files can be read as text', level: 'error', source: 'YAML 1.2; kustomize' },
  reportedBy: 'discover',
});
