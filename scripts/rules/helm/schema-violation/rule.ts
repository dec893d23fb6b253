import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Values match the chart\'s schema', level: 'error', source: 'helm-controller, Helm' },
  reportedBy: 'render',
});
