import { defineRule } from '../../../model/rule.ts';
import { below, list, text } from '../../../lib/read.ts';
import { podOf, workloads } from '../../../lib/kubernetes/pod.ts';

/** Pod Security Standards, baseline, with the versions of Kubernetes that allow each. */
const safe = new Set(['kernel.shm_rmid_forced', 'net.ipv4.ip_local_port_range', 'net.ipv4.ip_unprivileged_port_start', 'net.ipv4.tcp_syncookies', 'net.ipv4.ping_group_range', 'net.ipv4.ip_local_reserved_ports', 'net.ipv4.tcp_keepalive_time', 'net.ipv4.tcp_fin_timeout', 'net.ipv4.tcp_keepalive_intvl', 'net.ipv4.tcp_keepalive_probes', 'net.ipv4.tcp_rmem', 'net.ipv4.tcp_wmem']);

export default defineRule({
  meta: { summary: 'Pods set only safe sysctls', level: 'error', source: 'POLICIES safe-sysctls; kube-linter unsafe-sysctls', standards: ['PSS baseline'], profiles: { homelab: 'warn' } },
  kinds: workloads,
  *check(object) {
    const pod = podOf(object);
    for (const [index, sysctl] of list(pod?.spec, 'securityContext', 'sysctls').entries()) {
      const name = text(sysctl, 'name') ?? '';
      if (!safe.has(name)) yield { pointer: below(pod!.pointer, 'securityContext', 'sysctls', index, 'name'), message: `sysctl ${name} can harm other pods; the kubelet refuses it unless it was allowed there` };
    }
  },
});
