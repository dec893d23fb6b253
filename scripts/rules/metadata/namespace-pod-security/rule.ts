import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Namespaces carry pod-security labels', level: 'warn', source: 'POLICIES namespace-psa-label', standards: ['CIS 5.2.1', 'NSA'], profiles: { homelab: 'info' } },
  kinds: ['Namespace'],
  *check(object) {
    if (get(object, 'metadata', 'labels', 'pod-security.kubernetes.io/enforce') === undefined) yield { pointer: '/metadata', message: 'the namespace lets pods do anything; label it pod-security.kubernetes.io/enforce: restricted, or baseline or privileged where that is meant' };
  },
});
