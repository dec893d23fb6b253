import { defineRule } from '../../../model/rule.ts';
import { grants } from '../../../lib/kubernetes/rbac.ts';

export default defineRule({
  meta: { summary: 'Roles do not create volumes', level: 'info', source: 'POLICIES rbac-no-pv-create', standards: ['CIS 5.1.9'], profiles: { homelab: 'off' } },
  kinds: ['rbac.authorization.k8s.io/ClusterRole'],
  *check(object) {
    for (const pointer of grants(object, '', ['persistentvolumes'], ['create'])) yield { pointer, message: 'may create PersistentVolumes, also on any folder of a node; leave it to the storage provider' };
  },
});
