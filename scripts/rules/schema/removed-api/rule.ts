import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'API versions are served', level: 'error', source: 'kube-apiserver; CHECKS 51; POLICIES api-version-current' },
  reportedBy: 'check',
});
