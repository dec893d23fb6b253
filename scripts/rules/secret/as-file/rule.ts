import { defineRule } from '../../../model/rule.ts';
import { find } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Secrets are mounted as files', level: 'off', source: 'POLICIES secret-as-file; kube-linter read-secret-from-env-var', standards: ['CIS 5.4.1'] },
  kinds: workloads,
  *check(object) {
    for (const { container, pointer } of containersOf(object))
      for (const { pointer: at } of [...find(container, 'env[].valueFrom.secretKeyRef', pointer), ...find(container, 'envFrom[].secretRef', pointer)]) yield { pointer: at, message: 'environment variables show up in crash dumps and child processes; mount the Secret as a file' };
  },
});
