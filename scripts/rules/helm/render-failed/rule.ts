import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Charts render', level: 'error', source: 'helm-controller, Helm' },
  reportedBy: 'render',
});
