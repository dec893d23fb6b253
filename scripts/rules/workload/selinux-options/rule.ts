import { defineRule, type Hit } from '../../../model/rule.ts';
import type { JsonObject } from '../../../model/json.ts';
import { workloads } from '../../../lib/kubernetes/pod.ts';
import { oncePerPlace, securityContexts } from '../../../lib/kubernetes/security.ts';

const types = new Set(['', 'container_t', 'container_init_t', 'container_kvm_t', 'container_engine_t']);

export default defineRule({
  meta: { summary: 'SELinux options stay within the baseline', level: 'error', source: 'POLICIES selinux-options', standards: ['PSS baseline'] },
  kinds: workloads,
  check: (object) => oncePerPlace(hits(object)),
});

function* hits(object: JsonObject): Generator<Hit & { readonly pointer: string }> {
  for (const { name, field, at } of securityContexts(object)) {
    const type = field('seLinuxOptions', 'type');
    if (typeof type === 'string' && !types.has(type)) yield { ...at('seLinuxOptions', 'type'), message: `container "${name}" runs with SELinux type ${type}; write container_t` };
    for (const key of ['user', 'role']) {
      const value = field('seLinuxOptions', key);
      if (typeof value === 'string' && value !== '') yield { ...at('seLinuxOptions', key), message: `container "${name}" sets SELinux ${key} ${value}; remove it` };
    }
  }
}
