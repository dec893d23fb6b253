import { defineRule } from '../../../model/rule.ts';
import { suggest } from '../../../lib/suggest.ts';

export default defineRule({
  meta: { summary: 'Keys that are read from ConfigMaps and Secrets exist', level: 'error', source: 'CHECKS 58; POLICIES env-source-exists' },
  *checkCluster(graph) {
    for (const { from, pointer, target, optional, type } of graph.references) {
      if (target.key === undefined || optional || type === 'valuesFrom') continue;
      const found = graph.resolve(target);
      if (found.state !== 'found' || found.keys === undefined || found.keys.has(target.key)) continue;
      const near = suggest(target.key, found.keys);
      const has = near === undefined ? `it has ${[...found.keys].sort().slice(0, 5).join(', ')}` : `did you mean "${near}"?`;
      yield { manifest: from.manifest, pointer: type === 'env' ? pointer.replace(/\/name$/, '/key') : pointer, message: `${target.kind} ${target.namespace}/${target.name} has no key "${target.key}"; ${has}` };
    }
  },
});
