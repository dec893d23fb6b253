import { defineRule } from '../../../model/rule.ts';
import { get, list, text } from '../../../lib/read.ts';
import { shortKind } from '../../../lib/kubernetes/kind.ts';

export default defineRule({
  meta: { summary: 'Health checks look at kinds that report health', level: 'warn', source: 'CHECKS 16; flux2#4346' },
  *checkCluster(graph) {
    const silent = new Set(graph.ofKind('apiextensions.k8s.io/CustomResourceDefinition').filter(({ object }) => list(object, 'spec', 'versions').every((version) => get(version, 'subresources', 'status') === undefined)).map(({ object }) => `${text(object, 'spec', 'group')}/${text(object, 'spec', 'names', 'kind')}`));
    for (const { from, pointer, type, target } of graph.references) {
      if (type !== 'healthCheck' || !silent.has(target.kind)) continue;
      if (list(from.object, 'spec', 'healthCheckExprs').some((expression) => text(expression, 'kind') === shortKind(target.kind))) continue;
      yield { manifest: from.manifest, pointer, message: `${shortKind(target.kind)} has no status, so the check passes at once; add healthCheckExprs or check something else` };
    }
  },
});
