import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Objects name their namespace', level: 'error', source: 'kustomize-controller: namespace not specified' },
  *checkCluster(graph) {
    for (const { manifest, object, namespace } of graph.resources)
      if (manifest.unit.kind === 'Kustomization' && namespace === 'default' && get(object, 'metadata', 'namespace') === undefined) yield { manifest, pointer: '/metadata', message: 'the object names no namespace, and Flux gives it none; write metadata.namespace, or namespace in its kustomization.yaml' };
  },
});
