import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';
import { unitKey } from '../../../lib/unit.ts';
import type { Resource } from '../../../model/graph.ts';

export default defineRule({
  meta: { summary: 'Nothing waits for what is suspended', level: 'error', source: 'CHECKS 11; kustomize-controller#1100' },
  *checkCluster(graph) {
    for (const { from, pointer, type, target } of graph.references) {
      const waited = type === 'dependsOn' || type === 'healthCheck' ? graph.get(target.kind, target.namespace, target.name) : undefined;
      if (waited !== undefined && isSuspended(waited) && !isSuspended(from)) yield { manifest: from.manifest, pointer, message: message(waited) };
    }
    const suspended = ['kustomize.toolkit.fluxcd.io/Kustomization', 'helm.toolkit.fluxcd.io/HelmRelease'].flatMap((kind) => graph.ofKind(kind).filter(isSuspended));
    for (const waiting of graph.ofKind('kustomize.toolkit.fluxcd.io/Kustomization')) {
      if (get(waiting.object, 'spec', 'wait') !== true || isSuspended(waiting)) continue;
      const own = unitKey({ kind: 'Kustomization', namespace: waiting.namespace, name: waiting.name });
      const waited = suspended.find((one) => unitKey(one.manifest.unit) === own && one !== waiting);
      if (waited !== undefined) yield { manifest: waiting.manifest, pointer: '/spec/wait', message: message(waited) };
    }
  },
});

function isSuspended({ object }: Resource): boolean {
  return get(object, 'spec', 'suspend') === true;
}

function message({ ref }: Resource): string {
  return `${showRef(ref)} is suspended in git; on a new cluster this waits for ever`;
}
