import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Units apply something', level: 'warn', source: 'this tool' },
  reportedBy: 'render',
});
