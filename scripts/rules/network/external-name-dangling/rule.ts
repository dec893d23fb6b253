import { defineRule } from '../../../model/rule.ts';
import { text } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'ExternalName Services of this cluster lead to Services that exist', level: 'error', source: 'SYSTEMS.md free4chat' },
  *checkCluster(graph) {
    for (const { manifest, object } of graph.ofKind('Service')) {
      const match = /^([a-z0-9-]+)\.([a-z0-9-]+)\.svc(?:\.|$)/.exec(text(object, 'spec', 'externalName') ?? '');
      if (match === null || text(object, 'spec', 'type') !== 'ExternalName') continue;
      const [, name, namespace] = match as unknown as [string, string, string];
      if (graph.resolve({ kind: 'Service', namespace, name }).state === 'missing') yield { manifest, pointer: '/spec/externalName', message: `no Service "${name}" in namespace ${namespace}` };
    }
  },
});
