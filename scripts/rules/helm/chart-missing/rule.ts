import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Charts exist', level: 'error', source: 'CHECKS 39; helm-controller, Helm' },
  reportedBy: 'render',
});
