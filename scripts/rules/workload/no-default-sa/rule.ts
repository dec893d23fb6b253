import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Nothing is granted to the default ServiceAccount', level: 'warn', source: 'POLICIES no-default-sa; kube-linter default-service-account', standards: ['CIS 5.1.5'] },
  *checkCluster(graph) {
    for (const { from, pointer, type, target } of graph.references)
      if (type === 'subject' && target.name === 'default') yield { manifest: from.manifest, pointer, message: `grants rights to every pod of namespace ${target.namespace} that names no ServiceAccount; make one for the pod that needs them` };
  },
});
