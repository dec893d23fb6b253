import { defineRule } from '../../../model/rule.ts';
import { below, list, text } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Environment variables are set once', level: 'error', source: 'CHECKS 50; POLICIES env-var-unique; kube-linter duplicate-env-var', restatesVerdict: true },
  kinds: workloads,
  *check(object) {
    for (const { container, pointer, name } of containersOf(object)) {
      const seen = new Set<string>();
      for (const [index, entry] of list(container, 'env').entries()) {
        const variable = text(entry, 'name') ?? '';
        if (seen.has(variable)) yield { pointer: below(pointer, 'env', index), message: `container "${name}" sets ${variable} twice; server-side apply refuses that, and a create keeps the last one: remove one` };
        seen.add(variable);
      }
    }
  },
});
