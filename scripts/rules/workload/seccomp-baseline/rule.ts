import { defineRule, type Hit } from '../../../model/rule.ts';
import type { JsonObject } from '../../../model/json.ts';
import { workloads } from '../../../lib/kubernetes/pod.ts';
import { oncePerPlace, securityContexts } from '../../../lib/kubernetes/security.ts';

export default defineRule({
  meta: { summary: 'No container runs without seccomp', level: 'error', source: 'POLICIES seccomp-baseline', standards: ['PSS baseline'] },
  kinds: workloads,
  check: (object) => oncePerPlace(hits(object)),
});

function* hits(object: JsonObject): Generator<Hit & { readonly pointer: string }> {
  for (const { name, field, at } of securityContexts(object)) if (field('seccompProfile', 'type') === 'Unconfined') yield { ...at('seccompProfile', 'type'), message: `container "${name}" may use every system call; write RuntimeDefault` };
}
