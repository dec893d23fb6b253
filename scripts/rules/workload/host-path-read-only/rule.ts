import { defineRule } from '../../../model/rule.ts';
import { below, get, list, text } from '../../../lib/read.ts';
import { containersOf, podOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Folders of the node are mounted read-only', level: 'warn', source: 'POLICIES host-path-read-only; kube-linter writable-host-mount', profiles: { homelab: 'off' } },
  kinds: workloads,
  *check(object) {
    const volumes = new Set(list(podOf(object)?.spec, 'volumes').filter((volume) => get(volume, 'hostPath') !== undefined).map((volume) => text(volume, 'name')));
    for (const { container, pointer, name } of containersOf(object))
      for (const [index, mount] of list(container, 'volumeMounts').entries())
        if (volumes.has(text(mount, 'name')) && get(mount, 'readOnly') !== true) yield { pointer: below(pointer, 'volumeMounts', index), message: `container "${name}" may write to the node's folder "${text(mount, 'name')}"; set readOnly: true` };
  },
});
