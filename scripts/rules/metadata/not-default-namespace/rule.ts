import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Nothing runs in namespace default', level: 'warn', source: 'POLICIES not-default-namespace', standards: ['CIS 5.7.4'], profiles: { homelab: 'info' } },
  *checkCluster(graph) {
    for (const { manifest, namespace, kind, object } of graph.resources)
      if (namespace === 'default' && get(object, 'metadata', 'namespace') === 'default' && workloads.includes(kind)) yield { manifest, pointer: '/metadata/namespace', message: 'runs in namespace default, where policies and quotas of others apply; give it a namespace of its own' };
  },
});
