import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Values are read by their chart', level: 'warn', source: 'CHECKS 36; helm#6422, flate#744' },
  reportedBy: 'render',
});
