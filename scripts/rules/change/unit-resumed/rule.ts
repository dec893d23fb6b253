import { showUnit } from '../../../lib/unit.ts';
import { defineRule } from '../../../model/rule.ts';
import { fluxObject } from '../owners.ts';

export default defineRule({
  meta: { summary: 'Resuming a unit is told', level: 'info', source: 'CHECKS 11; konflate suspend toggles' },
  *checkChange({ head, units }) {
    for (const { change, unit } of units) {
      const flux = change === 'resumed' ? fluxObject(head, unit) : undefined;
      if (flux !== undefined) yield { manifest: flux.manifest, pointer: '/spec', message: `${showUnit(unit)} is resumed: all that changed in git since it was suspended is applied at once, and this comparison cannot see it` };
    }
  },
});
