import { defineRule } from '../../../model/rule.ts';
import { refusals } from '../refusals.ts';

const kinds = new Set(['PersistentVolumeClaim']);

export default defineRule({
  meta: { summary: 'Volume claims keep their class and never shrink', level: 'error', source: 'CHECKS 33; helm/community#123' },
  checkChange: (change) => refusals(change, (kind) => kinds.has(kind), { instead: 'make a claim of another name and move the data', loss: 'the data goes with it' }),
});
