import { showRef } from '../../../lib/kubernetes/kind.ts';
import { showUnit, unitKey } from '../../../lib/unit.ts';
import { defineRule } from '../../../model/rule.ts';

/** What is lost where it is deleted and made again. */
const precious = new Set(['Namespace', 'PersistentVolumeClaim', 'PersistentVolume', 'apiextensions.k8s.io/CustomResourceDefinition', 'apps/StatefulSet']);

export default defineRule({
  meta: { summary: 'Objects that hold data stay with their owner', level: 'error', source: 'kustomize-controller garbage collection; CHECKS 23' },
  *checkChange({ moved, units }) {
    const renamed = new Set(units.flatMap(({ change, from }) => (change === 'renamed' && from !== undefined ? [unitKey(from)] : [])));
    for (const { before, after, deleted } of moved) {
      const [from, to] = [before.manifest.unit, after.manifest.unit];
      if (!deleted || from.kind !== 'Kustomization' || !precious.has(after.kind) || renamed.has(unitKey(from))) continue;
      // Helm takes an object over without the labels by which a Kustomization knows its own.
      const how = to.kind === 'HelmRelease' ? `${showUnit(from)} deletes it, and ${showUnit(to)} makes it anew` : `${showUnit(from)} deletes it unless ${showUnit(to)} has taken it over by then`;
      yield { manifest: after.manifest, pointer: '', message: `${showRef(after.ref)} moves from ${showUnit(from)} to ${showUnit(to)}: ${how}; mark it kustomize.toolkit.fluxcd.io/prune: disabled in a change before this` };
    }
  },
});
