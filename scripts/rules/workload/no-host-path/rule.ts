import { defineRule } from '../../../model/rule.ts';
import { below, list, text } from '../../../lib/read.ts';
import { podOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Pods mount no folder of their node', level: 'warn', source: 'POLICIES no-host-path', standards: ['PSS baseline', 'CIS 5.2.12', 'NSA'], profiles: { homelab: 'info' } },
  kinds: workloads,
  *check(object) {
    const pod = podOf(object);
    for (const [index, volume] of list(pod?.spec, 'volumes').entries()) {
      const path = text(volume, 'hostPath', 'path');
      if (path !== undefined) yield { pointer: below(pod!.pointer, 'volumes', index, 'hostPath', 'path'), message: `volume "${text(volume, 'name')}" is folder ${path} of the node; use a PersistentVolumeClaim` };
    }
  },
});
