import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Suppressions name rules that exist', level: 'error', source: 'this tool' },
  reportedBy: 'check',
});
