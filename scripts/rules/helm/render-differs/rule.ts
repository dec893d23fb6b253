import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'The engine renders what the helm binary renders', level: 'error', source: 'this tool (--verify-render)' },
  reportedBy: 'render',
});
