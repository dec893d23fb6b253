import { defineRule } from '../../../model/rule.ts';
import { refusals } from '../refusals.ts';

const kinds = new Set(['Service']);

export default defineRule({
  meta: { summary: 'Services keep their cluster address', level: 'error', source: 'CHECKS 34; fluxcd/flux#2928' },
  checkChange: (change) => refusals(change, (kind) => kinds.has(kind), { instead: 'leave it out, or delete the Service first', loss: 'its address changes, and clients that hold the old one fail' }),
});
