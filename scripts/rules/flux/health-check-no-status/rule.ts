import { defineRule } from '../../../model/rule.ts';
import type { JsonObject } from '../../../model/json.ts';
import { get, list, text } from '../../../lib/read.ts';
import { shortKind } from '../../../lib/kubernetes/kind.ts';
import { unitKey } from '../../../graph/order.ts';

export default defineRule({
  meta: { summary: 'Health checks look at kinds that report health', level: 'warn', source: 'CHECKS 16; flux2#4346' },
  *checkCluster(graph) {
    const silent = new Set(graph.ofKind('apiextensions.k8s.io/CustomResourceDefinition').filter(({ object }) => list(object, 'spec', 'versions').every((version) => get(version, 'subresources', 'status') === undefined)).map(({ object }) => `${text(object, 'spec', 'group')}/${text(object, 'spec', 'names', 'kind')}`));
    for (const { from, pointer, type, target } of graph.references) {
      if (type !== 'healthCheck' || !silent.has(target.kind) || isAsked(from.object, target.kind)) continue;
      yield { manifest: from.manifest, pointer, message: `${shortKind(target.kind)} has no status, so the check passes at once; add healthCheckExprs or check something else` };
    }
    const awaited = new Set(graph.references.flatMap(({ type, target: { namespace, name } }) => (type === 'dependsOn' ? [unitKey({ kind: 'Kustomization', namespace, name })] : [])));
    for (const { manifest, object, namespace, name } of graph.ofKind('kustomize.toolkit.fluxcd.io/Kustomization')) {
      const unit = unitKey({ kind: 'Kustomization', namespace, name });
      // Where nothing waits for it, nobody starts early.
      if (get(object, 'spec', 'wait') !== true || !awaited.has(unit)) continue;
      const kind = [...silent].find((each) => !isAsked(object, each) && graph.ofKind(each).some((resource) => unitKey(resource.manifest.unit) === unit));
      if (kind !== undefined) yield { manifest, pointer: '/spec/wait', message: `${shortKind(kind)} has no status, so waiting for it ends at once, and what depends on this starts early; add healthCheckExprs` };
    }
  },
});

function isAsked(kustomization: JsonObject, kind: string): boolean {
  return list(kustomization, 'spec', 'healthCheckExprs').some((expression) => text(expression, 'kind') === shortKind(kind));
}
