import { defineRule } from '../../../model/rule.ts';
import { below, get, list } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Mounts use no subPath', level: 'off', source: 'POLICIES no-sub-path-cve; CVE-2021-25741', profiles: { strict: 'info' } },
  kinds: workloads,
  *check(object) {
    for (const { container, pointer } of containersOf(object))
      for (const [index, mount] of list(container, 'volumeMounts').entries())
        if (get(mount, 'subPath') !== undefined) yield { pointer: below(pointer, 'volumeMounts', index, 'subPath'), message: 'a subPath mount is never updated, and was a way out of the container (CVE-2021-25741); mount the folder' };
  },
});
