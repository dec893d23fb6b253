import { defineRule } from '../../../model/rule.ts';
import { get, text } from '../../../lib/read.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';
import { seconds } from '../../../lib/duration.ts';

export default defineRule({
  meta: { summary: 'Kustomizations wait as long as their releases take', level: 'warn', source: 'CHECKS 17; kustomize-controller#709' },
  *checkCluster(graph) {
    const releases = graph.ofKind('helm.toolkit.fluxcd.io/HelmRelease');
    for (const { manifest, object, namespace, name } of graph.ofKind('kustomize.toolkit.fluxcd.io/Kustomization')) {
      if (get(object, 'spec', 'wait') !== true) continue;
      const written = text(object, 'spec', 'timeout') === undefined ? 'interval' : 'timeout';
      const own = seconds(text(object, 'spec', written));
      for (const release of releases) {
        const unit = release.manifest.unit;
        const theirs = text(release.object, 'spec', 'timeout') ?? '5m';
        if (own === undefined || unit.kind !== 'Kustomization' || unit.namespace !== namespace || unit.name !== name || own >= (seconds(theirs) ?? 0)) continue;
        yield { manifest, pointer: `/spec/${written}`, message: `gives up after ${text(object, 'spec', written)}, but ${showRef(release.ref)} may take ${theirs}; set timeout to more` };
        break;
      }
    }
  },
});
