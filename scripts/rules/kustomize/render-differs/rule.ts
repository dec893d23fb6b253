import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'The engine builds what the kustomize binary builds', level: 'error', source: 'this tool (--verify-render)' },
  reportedBy: 'render',
});
