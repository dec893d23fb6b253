import { defineRule } from '../../../model/rule.ts';
import { get, list, text } from '../../../lib/read.ts';
import { hostNames } from '../../../graph/hosts.ts';

export default defineRule({
  meta: { summary: 'In-cluster host names in settings carry ports that their Services have', level: 'error', source: 'SYSTEMS.md; CHECKS 58' },
  *checkCluster(graph) {
    for (const { from, pointer, portPointer, written, target } of hostNames(graph)) {
      const service = graph.get('Service', target.namespace, target.name);
      if (target.port === undefined || service === undefined || text(service.object, 'spec', 'clusterIP') === 'None' || text(service.object, 'spec', 'type') === 'ExternalName') continue;
      const ports = list(service.object, 'spec', 'ports').map((port) => get(port, 'port'));
      if (ports.length === 0 || ports.includes(target.port)) continue;
      yield { manifest: from.manifest, pointer: portPointer ?? pointer, message: `"${written}:${target.port}": Service ${target.namespace}/${target.name} has no port ${target.port}; it has ${ports.join(', ')}` };
    }
  },
});
