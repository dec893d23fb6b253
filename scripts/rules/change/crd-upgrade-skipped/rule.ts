import { text } from '../../../lib/read.ts';
import { isFromCrdFolder, unitKey, unitOf } from '../../../lib/unit.ts';
import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Upgrades of charts bring their definitions along', level: 'warn', source: 'CHECKS 44; hmcts/sds-flux-config#1421' },
  *checkChange({ base, head, pairs, added }) {
    const installed = new Set(base.cluster.units.filter(({ outcome }) => outcome === 'rendered').map(({ id }) => unitKey(id)));
    for (const { object, manifest, ref } of head.ofKind('helm.toolkit.fluxcd.io/HelmRelease')) {
      const id = unitOf(ref);
      const policy = text(object, 'spec', 'upgrade', 'crds') ?? 'Skip';
      if (id === undefined || policy === 'CreateReplace' || !installed.has(unitKey(id))) continue;
      const own = ({ manifest: crd }: (typeof added)[number]) => isFromCrdFolder(crd) && unitKey(crd.unit) === unitKey(id);
      const changed = pairs.filter((pair) => pair.changed && own(pair.after)).map(({ after }) => after.name);
      const fresh = policy === 'Create' ? [] : added.filter(own).map(({ name }) => name);
      const names = [...changed, ...fresh].sort();
      if (names.length > 0) yield { manifest, pointer: '/spec/upgrade/crds', message: `the chart's crds/ folder changes (${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}), which an upgrade leaves out; set spec.upgrade.crds: CreateReplace` };
    }
  },
});
