import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';

export default defineRule({
  meta: { summary: 'Nothing waits for what is suspended', level: 'error', source: 'CHECKS 11; kustomize-controller#1100' },
  *checkCluster(graph) {
    for (const { from, pointer, type, target } of graph.references) {
      const waited = type === 'dependsOn' || type === 'healthCheck' ? graph.get(target.kind, target.namespace, target.name) : undefined;
      if (waited !== undefined && get(waited.object, 'spec', 'suspend') === true && get(from.object, 'spec', 'suspend') !== true) yield { manifest: from.manifest, pointer, message: `${showRef(waited.ref)} is suspended in git; on a new cluster this waits for ever` };
    }
  },
});
