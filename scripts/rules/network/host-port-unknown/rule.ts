import { defineRule } from '../../../model/rule.ts';
import { find, get, list, text } from '../../../lib/read.ts';
import { hostNames } from '../../../graph/hosts.ts';

export default defineRule({
  meta: { summary: 'In-cluster host names in settings carry ports that their Services have', level: 'error', source: 'SYSTEMS.md; CHECKS 58' },
  *checkCluster(graph) {
    for (const { from, pointer, portPointer, written, target } of hostNames(graph)) {
      const service = graph.get('Service', target.namespace, target.name);
      if (target.port === undefined || service === undefined || text(service.object, 'spec', 'type') === 'ExternalName') continue;
      const own = list(service.object, 'spec', 'ports').map((port) => get(port, 'port'));
      // A headless Service leads to the pods themselves, whatever its ports are.
      const pods = text(service.object, 'spec', 'clusterIP') === 'None' ? graph.podsBehind(service) : [];
      const behind = pods.flatMap(({ spec }) => find(spec, 'containers[].ports[].containerPort').map(({ value }) => value));
      if (text(service.object, 'spec', 'clusterIP') === 'None' && behind.length === 0) continue;
      const ports = [...new Set([...own, ...behind])];
      if (ports.length === 0 || ports.includes(target.port)) continue;
      yield { manifest: from.manifest, pointer: portPointer ?? pointer, message: `"${written}:${target.port}": Service ${target.namespace}/${target.name} has no port ${target.port}; it has ${ports.join(', ')}` };
    }
  },
});
