import { defineRule } from '../../../model/rule.ts';
import { below, list } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';

/** Pod Security Standards, baseline: capabilities that may be added. */
const allowed = new Set(['AUDIT_WRITE', 'CHOWN', 'DAC_OVERRIDE', 'FOWNER', 'FSETID', 'KILL', 'MKNOD', 'NET_BIND_SERVICE', 'SETFCAP', 'SETGID', 'SETPCAP', 'SETUID', 'SYS_CHROOT']);

export default defineRule({
  meta: { summary: 'Containers add only harmless capabilities', level: 'error', source: 'POLICIES caps-no-extra', standards: ['PSS baseline', 'CIS 5.2.9'], profiles: { homelab: 'warn' } },
  kinds: workloads,
  *check(object) {
    for (const { container, name, pointer } of containersOf(object))
      for (const [index, capability] of list(container, 'securityContext', 'capabilities', 'add').entries())
        if (typeof capability === 'string' && !allowed.has(capability)) yield { pointer: below(pointer, 'securityContext', 'capabilities', 'add', index), message: `container "${name}" adds capability ${capability}, with which it can take over the node; do without it` };
  },
});
