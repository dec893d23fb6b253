import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Values match the chart\'s schema', level: 'error', source: 'CHECKS 37; bjw-s-labs/helm-charts#332' },
  reportedBy: 'render',
});
