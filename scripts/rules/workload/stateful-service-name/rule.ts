import { defineRule } from '../../../model/rule.ts';
import { dangling } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'StatefulSets name their headless Service', level: 'error', source: 'POLICIES stateful-service-name; kube-score statefulset-has-servicename', profiles: { homelab: 'warn' } },
  *checkCluster(graph) {
    for (const { from, pointer, target, missing: how } of dangling(graph, ['serviceName']))
      yield { manifest: from.manifest, pointer, message: `no Service "${target.name}" in namespace ${target.namespace}; the pods get no host names${how.near === undefined ? '' : `; did you mean "${how.near}"?`}` };
  },
});
