import { defineRule } from '../../../model/rule.ts';
import { refusals } from '../refusals.ts';

const kinds = new Set(['apps/StatefulSet']);

export default defineRule({
  meta: { summary: 'StatefulSets keep what they cannot change', level: 'error', source: 'CHECKS 30; helm-controller#1559' },
  checkChange: (change) => refusals(change, (kind) => kinds.has(kind), { instead: 'delete the StatefulSet with --cascade=orphan and let Flux make it anew', loss: 'its pods stop, its claims stay' }),
});
