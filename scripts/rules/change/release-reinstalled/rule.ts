import { text } from '../../../lib/read.ts';
import { chartOf, showUnit, unitKey, unitOf } from '../../../lib/unit.ts';
import { defineRule } from '../../../model/rule.ts';
import { fluxObject } from '../owners.ts';

/** What names the Helm release of a HelmRelease, by field, with what stands where the field is absent. */
const target = [['storageNamespace', 'namespace'], ['targetNamespace', 'namespace'], ['releaseName', 'name']] as const;

export default defineRule({
  meta: { summary: 'Helm releases are not uninstalled to be installed again', level: 'error', source: 'helm-controller internal/action ReleaseTargetChanged' },
  *checkChange({ base, head, pairs, units }) {
    const charts = (graph: typeof base) => new Map(graph.cluster.units.map((unit) => [unitKey(unit.id), chartOf(unit)?.name]));
    const [was, is] = [charts(base), charts(head)];
    for (const { before, after } of pairs) {
      const id = unitOf(after.ref);
      if (id?.kind !== 'HelmRelease') continue;
      for (const [field, fallback] of target) {
        const [old, now] = [before, after].map(({ object }) => text(object, 'spec', field) ?? text(object, 'metadata', fallback) ?? '');
        if (old !== now && !(field === 'releaseName' && named(before.object) === named(after.object))) yield { manifest: after.manifest, pointer: `/spec/${field}`, message: `${field} ${old} -> ${now}: Flux uninstalls the release and installs it anew, so its objects are gone in between and volumes that it renders are lost; make a HelmRelease of another name and move over` };
      }
      const [oldChart, newChart] = [was.get(unitKey(id)), is.get(unitKey(id))];
      const keeps = text(after.object, 'spec', 'upgrade', 'chartNameChangeStrategy') === 'InPlace';
      if (oldChart !== undefined && newChart !== undefined && oldChart !== newChart && !keeps) yield { manifest: after.manifest, pointer: '/spec', message: `chart ${oldChart} -> ${newChart}: Flux uninstalls the release and installs it anew, so its objects are gone in between and volumes that it renders are lost; set spec.upgrade.chartNameChangeStrategy: InPlace` };
    }
    for (const { change, unit, from } of units) {
      const now = change === 'renamed' && from?.kind === 'HelmRelease' ? fluxObject(head, unit) : undefined;
      if (now !== undefined) yield { manifest: now.manifest, pointer: '/metadata/name', message: `${showUnit(from!)} becomes ${showUnit(unit)}: Flux uninstalls the old release while it installs the new one, which refuses objects that the old one still owns; take the old one out first, or keep the name` };
    }
  },
});

function named(object: Parameters<typeof text>[0]): string {
  return text(object, 'spec', 'releaseName') ?? `${text(object, 'spec', 'targetNamespace') ?? ''}-${text(object, 'metadata', 'name') ?? ''}`;
}
