import { defineRule } from '../../../model/rule.ts';
import { refusals } from '../refusals.ts';

const kinds = new Set(['batch/Job']);

export default defineRule({
  meta: { summary: 'Jobs keep their pod template', level: 'error', source: 'CHECKS 32; flux2#3032, helm-controller#939' },
  checkChange: (change) => refusals(change, (kind) => kinds.has(kind), { instead: 'give the Job a name that changes with it, or mark it kustomize.toolkit.fluxcd.io/force: enabled' }),
});
