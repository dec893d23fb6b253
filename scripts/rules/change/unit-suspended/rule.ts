import { showUnit } from '../../../lib/unit.ts';
import { defineRule } from '../../../model/rule.ts';
import { fluxObject } from '../owners.ts';

export default defineRule({
  meta: { summary: 'Suspending a unit is told', level: 'warn', source: 'CHECKS 11; konflate suspend toggles' },
  *checkChange({ head, units }) {
    for (const { change, unit } of units) {
      const flux = change === 'suspended' ? fluxObject(head, unit) : undefined;
      if (flux !== undefined) yield { manifest: flux.manifest, pointer: '/spec/suspend', message: `${showUnit(unit)} is suspended: from here on nothing of it is applied or mended, and what depends on it waits; take it out again when you are done` };
    }
  },
});
