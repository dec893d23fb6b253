import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'No mapping holds a key twice', level: 'error', source: 'CHECKS 50; YAML 1.2; kustomize' },
  reportedBy: 'discover',
});
