import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Suppressions give their reason', level: 'error', source: 'this tool' },
  reportedBy: 'check',
});
