import { defineRule } from '../../../model/rule.ts';
import { get, list, text } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Routes lead to ports that their Services have', level: 'error', source: 'CHECKS 58' },
  *checkCluster(graph) {
    for (const { from, pointer, target, type } of graph.references) {
      if (target.port === undefined || !['backend', 'webhook', 'apiService'].includes(type)) continue;
      const found = graph.resolve(target);
      if (found.state !== 'found' || found.resource === undefined) continue;
      const ports = list(found.resource.object, 'spec', 'ports');
      if (ports.length === 0 || ports.some((port) => get(port, 'port') === target.port || text(port, 'name') === target.port)) continue;
      const has = ports.map((port) => (text(port, 'name') === undefined ? String(get(port, 'port')) : `${text(port, 'name')} (${String(get(port, 'port'))})`));
      yield { manifest: from.manifest, pointer: pointer.replace(/\/name$/, '/port'), message: `Service ${target.namespace}/${target.name} has no port ${target.port}; it has ${has.join(', ')}` };
    }
  },
});
