import { defineRule } from '../../../model/rule.ts';
import { get, text } from '../../../lib/read.ts';
import type { JsonObject } from '../../../model/json.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';
import { seconds } from '../../../lib/duration.ts';

const release = 'helm.toolkit.fluxcd.io/HelmRelease';

export default defineRule({
  meta: { summary: 'Kustomizations wait as long as their releases take', level: 'warn', source: 'CHECKS 17; kustomize-controller#709, #701' },
  *checkCluster(graph) {
    for (const kustomization of graph.ofKind('kustomize.toolkit.fluxcd.io/Kustomization')) {
      const { manifest, object, namespace, name } = kustomization;
      const checked = graph.referencesFrom(kustomization).filter(({ type }) => type === 'healthCheck');
      const isOwn = ({ kind, ...unit }: typeof manifest.unit): boolean => kind === 'Kustomization' && unit.namespace === namespace && unit.name === name;
      const waited = get(object, 'spec', 'wait') === true
        ? graph.ofKind(release).filter((each) => isOwn(each.manifest.unit))
        : checked.flatMap(({ target }) => (target.kind === release ? graph.get(target.kind, target.namespace, target.name) ?? [] : []));
      const written = text(object, 'spec', 'timeout') === undefined ? 'interval' : 'timeout';
      const own = seconds(text(object, 'spec', written));
      if (own === undefined) continue;
      const longer = waited.find((each) => own < timeoutOf(each.object).seconds);
      if (longer !== undefined) yield { manifest, pointer: `/spec/${written}`, message: `gives up after ${text(object, 'spec', written)}, but ${showRef(longer.ref)} may take ${timeoutOf(longer.object).written}; set timeout to more` };
      const interval = seconds(text(object, 'spec', 'interval'));
      const isWaiting = get(object, 'spec', 'wait') === true || checked.length > 0;
      if (isWaiting && written === 'timeout' && interval !== undefined && own > interval) yield { manifest, pointer: '/spec/timeout', message: `waits for up to ${text(object, 'spec', 'timeout')}, which is more than its interval of ${text(object, 'spec', 'interval')}; write a longer interval or a shorter timeout` };
    }
  },
});

/** The longest that one action of a release may take. */
function timeoutOf(object: JsonObject): { readonly written: string; readonly seconds: number } {
  const base = text(object, 'spec', 'timeout') ?? '5m';
  const all = ['install', 'upgrade'].map((action) => text(object, 'spec', action, 'timeout') ?? base).map((written) => ({ written, seconds: seconds(written) ?? 0 }));
  return all.reduce((a, b) => (b.seconds > a.seconds ? b : a));
}
