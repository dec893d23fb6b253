import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Namespaces have an owner', level: 'off', source: 'POLICIES namespace-rolebinding' },
  *checkCluster(graph) {
    const owned = new Set(graph.ofKind('rbac.authorization.k8s.io/RoleBinding').map(({ namespace }) => namespace));
    for (const { manifest, name } of graph.ofKind('Namespace')) if (!owned.has(name)) yield { manifest, pointer: '/metadata/name', message: 'no RoleBinding gives anybody rights in the namespace; add one for its owner' };
  },
});
