import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Facts of a living cluster are recent, whole, and of the version that is checked against', level: 'warn', source: 'this tool' },
  reportedBy: 'config',
});
