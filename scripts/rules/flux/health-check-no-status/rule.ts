import { defineRule } from '../../../model/rule.ts';
import type { KindName } from '../../../model/graph.ts';
import type { JsonObject } from '../../../model/json.ts';
import { get, list, text } from '../../../lib/read.ts';
import { shortKind } from '../../../lib/kubernetes/kind.ts';
import { unitKey } from '../../../lib/unit.ts';

export default defineRule({
  meta: { summary: 'Health checks look at kinds that report health', level: 'warn', source: 'CHECKS 16; flux2#4346' },
  *checkCluster(graph) {
    const silent = new Set(graph.ofKind('apiextensions.k8s.io/CustomResourceDefinition').filter(({ object }) => list(object, 'spec', 'versions').every((version) => get(version, 'subresources', 'status') === undefined)).map(({ object }) => `${text(object, 'spec', 'group')}/${text(object, 'spec', 'names', 'kind')}`));
    for (const { from, pointer, type, target } of graph.references) {
      if (type !== 'healthCheck' || !silent.has(target.kind) || isAsked(from.object, target.kind)) continue;
      yield { manifest: from.manifest, pointer, message: `${shortKind(target.kind)} has no status, so the check passes at once; add healthCheckExprs or check something else` };
    }
    // Configuration without a status beside what reports its health (a Middleware beside a release) is nothing to wait for.
    const onlyWaitedFor = new Map<string, KindName>();
    const reporting = new Set<string>();
    for (const { kind, manifest } of graph.resources) {
      const unit = unitKey(manifest.unit);
      if (silent.has(kind) && !configuration.test(kind)) onlyWaitedFor.set(unit, kind);
      else if (!passive.has(kind) && !configuration.test(kind)) reporting.add(unit);
    }
    for (const unit of reporting) onlyWaitedFor.delete(unit);
    const awaited = new Set(graph.references.flatMap(({ type, target: { namespace, name } }) => (type === 'dependsOn' ? [unitKey({ kind: 'Kustomization', namespace, name })] : [])));
    for (const { manifest, object, namespace, name } of graph.ofKind('kustomize.toolkit.fluxcd.io/Kustomization')) {
      const unit = unitKey({ kind: 'Kustomization', namespace, name });
      // Where nothing waits for it, nobody starts early.
      if (get(object, 'spec', 'wait') !== true || !awaited.has(unit)) continue;
      const kind = onlyWaitedFor.get(unit);
      if (kind === undefined || isAsked(object, kind)) continue;
      yield { manifest, pointer: '/spec/wait', message: `${shortKind(kind)} has no status, so waiting for it ends at once, and what depends on this starts early; add healthCheckExprs` };
    }
  },
});

/** Groups whose objects are read by what runs already: nothing starts for them. */
const configuration = /^(traefik\.io|monitoring\.coreos\.com)\//;

/** Built-in kinds that are ready once they are applied. */
const passive = new Set<KindName>(['ConfigMap', 'Secret', 'Namespace', 'ServiceAccount']);

function isAsked(kustomization: JsonObject, kind: string): boolean {
  return list(kustomization, 'spec', 'healthCheckExprs').some((expression) => text(expression, 'kind') === shortKind(kind));
}
