import { defineRule } from '../../../model/rule.ts';
import { get, text } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Deployments that serve have more than one replica', level: 'off', source: 'POLICIES min-replicas', profiles: { strict: 'warn' } },
  *checkCluster(graph) {
    const scaled = new Set(graph.references.filter(({ type }) => type === 'scaleTarget').map(({ target }) => `${target.namespace}/${target.name}`));
    for (const { manifest, object, namespace, name } of graph.ofKind('apps/Deployment')) {
      const replicas = get(object, 'spec', 'replicas') ?? 1;
      // A volume that one node holds allows one pod.
      if (typeof replicas === 'number' && replicas === 1 && !scaled.has(`${namespace}/${name}`) && text(object, 'spec', 'strategy', 'type') !== 'Recreate') yield { manifest, pointer: '/spec/replicas', message: 'one replica: every drain and every crash is an outage; run two or more' };
    }
  },
});
