import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Suppressions silence something', level: 'warn', source: 'this tool' },
  reportedBy: 'check',
});
