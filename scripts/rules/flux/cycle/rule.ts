import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Units do not wait for each other in a circle', level: 'error', source: 'CHECKS 10; flate#860' },
  reportedBy: 'discover',
});
