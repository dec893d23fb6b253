import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Namespaces have a quota', level: 'off', source: 'POLICIES namespace-quota', standards: ['NSA'] },
  *checkCluster(graph) {
    const limited = new Set(['ResourceQuota', 'LimitRange'].flatMap((kind) => graph.ofKind(kind).map(({ namespace }) => namespace)));
    for (const { manifest, name } of graph.ofKind('Namespace')) if (!limited.has(name)) yield { manifest, pointer: '/metadata/name', message: 'the namespace may use all the cluster has; add a ResourceQuota or LimitRange' };
  },
});
