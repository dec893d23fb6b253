import { defineRule } from '../../../model/rule.ts';
import { refusals } from '../refusals.ts';

const kinds = new Set(['Secret', 'ConfigMap']);

export default defineRule({
  meta: { summary: 'Secrets keep their type, and immutable data stays', level: 'error', source: 'CHECKS 34; KEP-1412' },
  checkChange: (change) => refusals(change, (kind) => kinds.has(kind), { instead: 'give it another name, as a generator with a hash does', loss: 'who mounts it keeps the old one until it restarts' }),
});
