import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Suppressions are within their time', level: 'error', source: 'CHECKS 60' },
  reportedBy: 'check',
});
