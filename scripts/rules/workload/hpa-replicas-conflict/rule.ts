import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';

export default defineRule({
  meta: { summary: 'What is scaled has no fixed replicas', level: 'warn', source: 'POLICIES hpa-replicas-conflict; kube-score' },
  *checkCluster(graph) {
    for (const { type, target, from } of graph.references) {
      const resource = type === 'scaleTarget' ? graph.get(target.kind, target.namespace, target.name) : undefined;
      if (resource !== undefined && get(resource.object, 'spec', 'replicas') !== undefined) yield { manifest: resource.manifest, pointer: '/spec/replicas', message: `${showRef(from.ref)} scales this, and each ${resource.manifest.unit.kind === 'HelmRelease' ? 'upgrade' : 'apply'} sets it back; remove replicas` };
    }
  },
});
