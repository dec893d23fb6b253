import { defineRule } from '../../../model/rule.ts';
import { isObject } from '../../../lib/json.ts';
import { below, list, text } from '../../../lib/read.ts';
import { podOf, workloads } from '../../../lib/kubernetes/pod.ts';

const allowed = new Set(['configMap', 'csi', 'downwardAPI', 'emptyDir', 'ephemeral', 'image', 'persistentVolumeClaim', 'projected', 'secret']);

export default defineRule({
  meta: { summary: 'Volumes are of the kinds that Pod Security restricted allows', level: 'warn', source: 'POLICIES restricted-volume-types', standards: ['PSS restricted'], profiles: { homelab: 'off' } },
  kinds: workloads,
  *check(object) {
    const pod = podOf(object);
    for (const [index, volume] of list(pod?.spec, 'volumes').entries()) {
      const kind = Object.keys(isObject(volume) ? volume : {}).find((key) => key !== 'name' && !allowed.has(key));
      // hostPath has a rule of its own.
      if (kind !== undefined && kind !== 'hostPath') yield { pointer: below(pod!.pointer, 'volumes', index, kind), message: `volume "${text(volume, 'name')}" is of kind ${kind}; mount it through a PersistentVolumeClaim` };
    }
  },
});
