import { defineRule } from '../../../model/rule.ts';
import type { Resource } from '../../../model/graph.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';

export default defineRule({
  meta: { summary: 'Each object is rendered by one unit', level: 'error', source: 'CHECKS 24; kustomize-controller#732; SYSTEMS.md randoms (Job twice)' },
  *checkCluster(graph) {
    const first = new Map<string, Resource>();
    for (const resource of graph.resources) {
      // A hook is Helm's own, made anew at each run.
      if (resource.name === '' || resource.manifest.hooks !== undefined) continue;
      const key = `${resource.kind}\n${resource.namespace}\n${resource.name}`;
      const other = first.get(key);
      if (other === undefined) first.set(key, resource);
      else if (!isSameCrdOfCharts(other, resource)) {
        // What a person writes is easier to take away than what a chart renders.
        const [kept, found] = resource.manifest.unit.kind === 'HelmRelease' && other.manifest.unit.kind === 'Kustomization' ? [resource, other] : [other, resource];
        const [a, b] = [kept.manifest.unit, found.manifest.unit].map(({ kind, namespace, name }) => `${kind} ${namespace}/${name}`);
        yield { manifest: found.manifest, pointer: '/metadata/name', message: a === b ? `${showRef(found.ref)} is rendered twice by ${a}` : `${showRef(found.ref)} is also rendered by ${a}; the two overwrite each other at every interval` };
      }
    }
  },
});

/** Helm installs the CRDs of a chart's `crds/` folder where they are absent, and no release owns them; two of one text do no harm. */
function isSameCrdOfCharts(a: Resource, b: Resource): boolean {
  return [a, b].every(({ manifest: { unit, originOf } }) => unit.kind === 'HelmRelease' && originOf('').steps.some(({ kind, name }) => kind === 'template' && name?.includes('/crds/') === true)) && JSON.stringify(a.object['spec']) === JSON.stringify(b.object['spec']);
}
