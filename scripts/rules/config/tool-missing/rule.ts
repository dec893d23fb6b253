import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'The binaries that a run asks for are to be had', level: 'error', source: 'this tool (--verify-render, --helm binary)' },
  reportedBy: 'config',
});
