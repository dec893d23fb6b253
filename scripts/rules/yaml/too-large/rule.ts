import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Files are of a size that a person edits', level: 'error', source: 'YAML 1.2; kustomize' },
  reportedBy: 'discover',
});
