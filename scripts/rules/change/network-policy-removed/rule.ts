import { showRef } from '../../../lib/kubernetes/kind.ts';
import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Pods stay behind the network policies that they were behind', level: 'warn', source: 'CIS 5.3.2; konflate removed-networkpolicy' },
  *checkChange({ base, head, removed }) {
    for (const { resource, deleted } of removed) {
      if (resource.kind !== 'networking.k8s.io/NetworkPolicy' || !deleted) continue;
      for (const side of ['ingress', 'egress'] as const) {
        const open = base.podsIn(resource.namespace).filter((pod) => base.policiesOf(pod, side).includes(resource)).flatMap((pod) => {
          const now = head.get(pod.resource.kind, pod.resource.namespace, pod.resource.name);
          const stays = now === undefined ? undefined : head.podOf(now);
          return stays !== undefined && head.policiesOf(stays, side).length === 0 ? [showRef(stays.resource.ref)] : [];
        });
        if (open.length > 0) yield { manifest: resource.manifest, pointer: '', message: `${showRef(resource.ref)} goes, and with it the last limit on the ${side === 'ingress' ? 'incoming' : 'outgoing'} traffic of ${open.slice(0, 3).join(', ')}${open.length > 3 ? ` and ${open.length - 3} more` : ''}; keep one that selects them` };
      }
    }
  },
});
