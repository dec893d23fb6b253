import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Values are a map that Helm can read', level: 'error', source: 'helm-controller, Helm' },
  reportedBy: 'render',
});
