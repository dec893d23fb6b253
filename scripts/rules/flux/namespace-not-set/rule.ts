import { defineRule } from '../../../model/rule.ts';
import { get, text } from '../../../lib/read.ts';
import type { UnitId } from '../../../model/ids.ts';

export default defineRule({
  meta: { summary: 'Objects name their namespace', level: 'error', source: 'kustomize-controller: namespace not specified' },
  *checkCluster(graph) {
    const namespaces = new Map<string, Set<string>>();
    for (const { manifest: { unit }, object, kind, name } of graph.resources) {
      const own = kind === 'Namespace' ? name : text(object, 'metadata', 'namespace');
      if (own !== undefined) namespaces.set(unitKey(unit), (namespaces.get(unitKey(unit)) ?? new Set()).add(own));
    }
    for (const { manifest, object, namespace } of graph.resources) {
      if (manifest.unit.kind === 'HelmRelease' || namespace !== 'default' || get(object, 'metadata', 'namespace') !== undefined) continue;
      // Where all else that the unit applies is in one namespace, that is the one.
      const [only, ...others] = namespaces.get(unitKey(manifest.unit)) ?? [];
      yield { manifest, pointer: '/metadata', message: 'the object names no namespace, and Flux gives it none; write metadata.namespace, or namespace in its kustomization.yaml', ...(only !== undefined && others.length === 0 && { fix: [{ action: 'add', key: 'namespace', value: only, after: 'name' }] }) };
    }
  },
});

function unitKey({ kind, namespace, name }: UnitId): string {
  return `${kind}/${namespace}/${name}`;
}
