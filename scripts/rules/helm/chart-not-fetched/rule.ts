import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Charts can be fetched', level: 'error', source: 'helm-controller, Helm' },
  reportedBy: 'render',
});
