import { equalJson } from '../lib/equal.ts';
import { atPointer } from '../lib/json.ts';
import { podOf } from '../lib/kubernetes/pod.ts';
import { get, text } from '../lib/read.ts';
import type { ClusterChange } from '../model/change.ts';
import type { Restart } from '../model/diff.ts';

const controllers = new Set(['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet']);

/**
 * The workloads whose pods the change replaces: a controller makes new pods for every difference in the pod template, the
 * order of its lists included (the template's hash is of its bytes).
 */
export function restartsOf({ pairs }: ClusterChange): Restart[] {
  return pairs.flatMap(({ after, complete, fields }): Restart[] => {
    if (!controllers.has(after.kind) || complete.after === after.object) return [];
    const pod = podOf(complete.after);
    if (pod === undefined || equalJson(atPointer(complete.before, pod.template), atPointer(complete.after, pod.template))) return [];
    const replicas = get(complete.after, 'spec', 'replicas');
    if (replicas === 0 || get(complete.after, 'spec', 'paused') === true) return [];
    const because = fields().filter(({ pointer }) => pointer.startsWith(`${pod.template}/`)).map(({ path }) => path.replace(/^spec\.template\./, ''));
    const strategy = text(complete.after, 'spec', 'strategy', 'type') ?? text(complete.after, 'spec', 'updateStrategy', 'type') ?? 'RollingUpdate';
    return [{ object: after.ref, unit: after.manifest.unit, strategy, because: because.length === 0 ? ['the order of a list'] : because, ...(typeof replicas === 'number' && { pods: replicas }) }];
  });
}
