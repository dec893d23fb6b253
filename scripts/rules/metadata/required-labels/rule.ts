import { defineRule } from '../../../model/rule.ts';
import { map } from '../../../lib/read.ts';
import { longRunning } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Workloads say of which application they are', level: 'info', source: 'POLICIES required-labels', profiles: { homelab: 'off' } },
  kinds: longRunning,
  *check(object) {
    const labels = map(object, 'metadata', 'labels');
    if (!['app.kubernetes.io/name', 'app', 'k8s-app', 'app.kubernetes.io/instance'].some((key) => Object.hasOwn(labels, key))) yield { pointer: '/metadata', message: 'no label says of which application this is; add app.kubernetes.io/name' };
  },
});
