import { defineRule } from '../../../model/rule.ts';
import { text } from '../../../lib/read.ts';

const prune = 'kustomize.toolkit.fluxcd.io/prune';

export default defineRule({
  meta: { summary: 'Flux\'s own namespace cannot be pruned', level: 'error', source: 'CHECKS 21; flux2#3949, flux2#4570' },
  *checkCluster(graph) {
    const home = new Set([...graph.ofKind('fluxcd.controlplane.io/FluxInstance').map(({ namespace }) => namespace), ...graph.ofKind('apps/Deployment').filter(({ name }) => name === 'kustomize-controller').map(({ namespace }) => namespace)]);
    if (home.size === 0) home.add('flux-system');
    for (const { manifest, object, name } of graph.ofKind('Namespace')) {
      const { unit } = manifest;
      if (!home.has(name) || (unit.kind === 'Kustomization' && unit.name === unit.namespace) || text(object, 'metadata', 'annotations', prune) === 'disabled' || text(object, 'metadata', 'labels', prune) === 'disabled') continue;
      yield { manifest, pointer: '/metadata/name', message: `${unit.kind} ${unit.name} owns Flux's namespace: where it goes, Flux deletes itself; annotate ${prune}: disabled` };
    }
  },
});
