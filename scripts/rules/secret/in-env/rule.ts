import { defineRule } from '../../../model/rule.ts';
import { below, list, text } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';
import { holdsSecret } from '../../../lib/kubernetes/secret-words.ts';

export default defineRule({
  meta: { summary: 'Environment variables take passwords from Secrets', level: 'error', source: 'SYSTEMS.md; POLICIES secret-not-in-env-literal; kube-linter env-var-secret', standards: ['CIS 5.4.1', 'NSA'] },
  kinds: workloads,
  *check(object) {
    for (const { container, pointer } of containersOf(object))
      for (const [index, entry] of list(container, 'env').entries())
        if (holdsSecret(text(entry, 'name') ?? '', text(entry, 'value') ?? '')) yield { pointer: below(pointer, 'env', index, 'value'), message: `"${text(entry, 'name')}" is secret; take it by secretKeyRef from a SealedSecret, and change the value: it is in git's history` };
  },
});
