import { get, text } from '../../../lib/read.ts';
import { showUnit, unitKey } from '../../../lib/unit.ts';
import { defineRule } from '../../../model/rule.ts';
import { fluxObject } from '../owners.ts';

export default defineRule({
  meta: { summary: 'Flux Kustomizations keep their name', level: 'error', source: 'CHECKS 23; flux2#3316, flux2#2421' },
  *checkChange({ base, head, pairs, units }) {
    for (const { change, unit, from } of units) {
      const [now, old] = change === 'renamed' && from?.kind === 'Kustomization' ? [fluxObject(head, unit), fluxObject(base, from)] : [];
      if (now === undefined || old === undefined) continue;
      const policy = text(old.object, 'spec', 'deletionPolicy') ?? 'MirrorPrune';
      if (policy === 'Orphan' || (policy === 'MirrorPrune' && get(old.object, 'spec', 'prune') !== true)) continue;
      const owned = pairs.filter(({ before }) => unitKey(before.manifest.unit) === unitKey(from!)).length;
      yield { manifest: now.manifest, pointer: '/metadata/name', message: `${showUnit(from!)} becomes ${showUnit(unit)}: Flux deletes what the old one owns (${owned === 1 ? 'an object' : `${owned} objects`}) unless the new one has taken all of it over by then; give the old one deletionPolicy: Orphan in a change before this` };
    }
  },
});
