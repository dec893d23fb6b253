import { showRef } from '../../../lib/kubernetes/kind.ts';
import { get } from '../../../lib/read.ts';
import { defineRule } from '../../../model/rule.ts';

const scaled = new Set(['apps/Deployment', 'apps/StatefulSet', 'apps/ReplicaSet']);

export default defineRule({
  meta: { summary: 'Workloads that run go on running', level: 'warn', source: 'konflate replicas-zero' },
  *checkChange({ pairs }) {
    for (const { after, changed, complete } of pairs) {
      if (!changed || !scaled.has(after.kind)) continue;
      const [old, now] = [get(complete.before, 'spec', 'replicas'), get(complete.after, 'spec', 'replicas')];
      if (now === 0 && old !== 0) yield { manifest: after.manifest, pointer: '/spec/replicas', message: `${showRef(after.ref)} goes from ${String(old)} to 0 replicas: nothing of it runs any more; take it out of git if that is for good` };
    }
  },
});
