import { defineRule, type Hit } from '../../../model/rule.ts';
import type { JsonObject } from '../../../model/json.ts';
import { below } from '../../../lib/read.ts';
import { podOf, workloads } from '../../../lib/kubernetes/pod.ts';
import { oncePerPlace, securityContexts } from '../../../lib/kubernetes/security.ts';

export default defineRule({
  meta: { summary: 'No container runs without AppArmor', level: 'error', source: 'POLICIES apparmor-profile', standards: ['PSS baseline', 'NSA'] },
  kinds: workloads,
  check: (object) => oncePerPlace(hits(object)),
});

function* hits(object: JsonObject): Generator<Hit & { readonly pointer: string }> {
  for (const { name, field, at } of securityContexts(object)) if (field('appArmorProfile', 'type') === 'Unconfined') yield { ...at('appArmorProfile', 'type'), message: `container "${name}" is not confined by AppArmor; write RuntimeDefault` };
  const pod = podOf(object);
  for (const [key, value] of Object.entries(pod?.annotations ?? {}))
    if (key.startsWith('container.apparmor.security.beta.kubernetes.io/') && value === 'unconfined') yield { pointer: below(pod!.template, 'metadata', 'annotations', key), message: `container "${key.slice(key.indexOf('/') + 1)}" is not confined by AppArmor; write RuntimeDefault in its securityContext` };
}
