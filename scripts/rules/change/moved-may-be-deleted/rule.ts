import { showRef } from '../../../lib/kubernetes/kind.ts';
import { showUnit, unitKey } from '../../../lib/unit.ts';
import { defineRule } from '../../../model/rule.ts';
import { prune } from '../prune.ts';

/** What is lost where it is deleted and made again. */
const precious = new Set(['Namespace', 'PersistentVolumeClaim', 'PersistentVolume', 'apiextensions.k8s.io/CustomResourceDefinition', 'apps/StatefulSet']);

export default defineRule({
  meta: { summary: 'Objects that hold data stay with their owner', level: 'error', source: 'kustomize-controller garbage collection; CHECKS 23' },
  *checkChange({ head, pairs, units }) {
    const renamed = new Set(units.flatMap(({ change, from }) => (change === 'renamed' && from?.kind === 'Kustomization' ? [unitKey(from)] : [])));
    for (const { before, after } of pairs) {
      const [from, to] = [before.manifest.unit, after.manifest.unit];
      if (unitKey(from) === unitKey(to) || !precious.has(after.kind) || renamed.has(unitKey(from)) || !prune(before, head, from)) continue;
      const how = from.kind === 'HelmRelease' ? `Helm deletes what ${showUnit(from)} no longer renders` : `${showUnit(from)} deletes it unless ${showUnit(to)} has taken it over by then`;
      const mark = from.kind === 'HelmRelease' ? 'helm.sh/resource-policy: keep' : 'kustomize.toolkit.fluxcd.io/prune: disabled';
      yield { manifest: after.manifest, pointer: '', message: `${showRef(after.ref)} moves from ${showUnit(from)} to ${showUnit(to)}: ${how}; mark it ${mark} in a change before this` };
    }
  },
});
