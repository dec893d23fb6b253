import { defineRule } from '../../../model/rule.ts';
import { below, get, list, text } from '../../../lib/read.ts';
import { suggest } from '../../../lib/suggest.ts';
import { containersOf, podOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Mounts name volumes of their pod', level: 'error', source: 'SYSTEMS.md marketplaza; core/v1 validation', restatesVerdict: true },
  kinds: workloads,
  *check(object) {
    const volumes = [...list(podOf(object)?.spec, 'volumes'), ...list(object, 'spec', 'volumeClaimTemplates').map((template) => get(template, 'metadata') ?? {})].flatMap((volume) => text(volume, 'name') ?? []);
    for (const { container, pointer } of containersOf(object))
      for (const [index, mount] of list(container, 'volumeMounts').entries()) {
        const name = text(mount, 'name');
        if (name === undefined || volumes.includes(name)) continue;
        const near = suggest(name, volumes);
        yield { pointer: below(pointer, 'volumeMounts', index, 'name'), message: `the pod has no volume "${name}"${near === undefined ? '' : `; did you mean "${near}"?`}` };
      }
  },
});
