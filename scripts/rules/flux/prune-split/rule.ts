import { defineRule } from '../../../model/rule.ts';
import type { Resource } from '../../../model/graph.ts';
import { text } from '../../../lib/read.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';

const prune = 'kustomize.toolkit.fluxcd.io/prune';

export default defineRule({
  meta: { summary: 'Owners agree on whether an object may be pruned', level: 'error', source: 'CHECKS 25; kustomize-controller#1724' },
  *checkCluster(graph) {
    const first = new Map<string, Resource>();
    for (const resource of graph.resources) {
      const key = `${resource.kind}\n${resource.namespace}\n${resource.name}`;
      const other = first.get(key);
      first.set(key, other ?? resource);
      const keeps = ({ object }: Resource): boolean => text(object, 'metadata', 'annotations', prune) === 'disabled' || text(object, 'metadata', 'labels', prune) === 'disabled';
      if (other === undefined || keeps(other) === keeps(resource)) continue;
      const bare = keeps(other) ? resource : other;
      yield { manifest: bare.manifest, pointer: '/metadata', message: `${showRef(bare.ref)} has two owners, and only the other says prune: disabled; this one takes that off and may delete it` };
    }
  },
});
