import { defineRule } from '../../../model/rule.ts';
import { refusals } from '../refusals.ts';

const kinds = new Set(['apps/Deployment', 'apps/DaemonSet', 'apps/ReplicaSet']);

export default defineRule({
  meta: { summary: 'Workloads keep their selector', level: 'error', source: 'CHECKS 31; kustomize-controller#122' },
  checkChange: (change) => refusals(change, (kind) => kinds.has(kind), { instead: 'keep the labels, or delete the workload first', loss: 'its pods stop first' }),
});
