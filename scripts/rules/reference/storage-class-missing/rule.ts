import { defineRule } from '../../../model/rule.ts';
import { text } from '../../../lib/read.ts';
import { dangling } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'Storage classes that claims name exist', level: 'warn', source: 'CHECKS 12, 58' },
  *checkCluster(graph) {
    // A class may be a mere name that ties a claim to a volume made by hand.
    const bound = new Set(graph.ofKind('PersistentVolume').map(({ object }) => text(object, 'spec', 'storageClassName')));
    for (const hit of dangling(graph, ['storageClass'])) {
      if (bound.has(hit.target.name)) continue;
      const near = hit.missing.near === undefined ? '' : `; did you mean "${hit.missing.near}"?`;
      yield { manifest: hit.from.manifest, pointer: hit.pointer, message: `no StorageClass "${hit.target.name}", and no PersistentVolume of that class; the claim stays Pending${near}` };
    }
  },
});
