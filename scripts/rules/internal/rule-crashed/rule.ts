import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Rules do not crash', level: 'error', source: 'this tool', always: true },
  reportedBy: 'check',
});
