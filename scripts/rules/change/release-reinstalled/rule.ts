import { text } from '../../../lib/read.ts';
import { chartOf, unitKey, unitOf } from '../../../lib/unit.ts';
import type { JsonObject } from '../../../model/json.ts';
import { defineRule } from '../../../model/rule.ts';

/** What names the Helm release of a HelmRelease (api/v2 GetStorageNamespace, GetReleaseNamespace, GetReleaseName), by the field that says so. */
const target = {
  storageNamespace: (object: JsonObject) => text(object, 'spec', 'storageNamespace') ?? text(object, 'metadata', 'namespace') ?? '',
  targetNamespace: (object: JsonObject) => text(object, 'spec', 'targetNamespace') ?? text(object, 'metadata', 'namespace') ?? '',
  releaseName: (object: JsonObject) => text(object, 'spec', 'releaseName') ?? [text(object, 'spec', 'targetNamespace'), text(object, 'metadata', 'name')].filter((part) => part !== undefined && part !== '').join('-'),
};

export default defineRule({
  meta: { summary: 'Helm releases are not uninstalled to be installed again', level: 'error', source: 'helm-controller internal/action ReleaseTargetChanged' },
  *checkChange({ base, head, pairs }) {
    const charts = (graph: typeof base) => new Map(graph.cluster.units.map((unit) => [unitKey(unit.id), chartOf(unit)?.name]));
    const [was, is] = [charts(base), charts(head)];
    for (const { before, after } of pairs) {
      const id = unitOf(after.ref);
      if (id?.kind !== 'HelmRelease') continue;
      const moved = Object.entries(target).find(([, of]) => of(before.object) !== of(after.object));
      if (moved !== undefined) {
        const [field, of] = moved;
        const isWritten = text(after.object, 'spec', field) !== undefined || text(after.object, 'spec', 'targetNamespace') === undefined;
        yield { manifest: after.manifest, pointer: `/spec/${isWritten ? field : 'targetNamespace'}`, message: `${field} ${of(before.object)} -> ${of(after.object)}: Flux uninstalls the release and installs it anew, so its objects are gone in between and volumes that it renders are lost; make a HelmRelease of another name and move over` };
        continue;
      }
      const [oldChart, newChart] = [was.get(unitKey(id)), is.get(unitKey(id))];
      const keeps = text(after.object, 'spec', 'upgrade', 'chartNameChangeStrategy') === 'InPlace';
      if (oldChart !== undefined && newChart !== undefined && oldChart !== newChart && !keeps) yield { manifest: after.manifest, pointer: '/spec', message: `chart ${oldChart} -> ${newChart}: Flux uninstalls the release and installs it anew, so its objects are gone in between and volumes that it renders are lost; set spec.upgrade.chartNameChangeStrategy: InPlace` };
    }
  },
});
