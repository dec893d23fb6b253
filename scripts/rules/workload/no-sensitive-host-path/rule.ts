import { defineRule } from '../../../model/rule.ts';
import type { JsonObject } from '../../../model/json.ts';
import { below, get, list, text } from '../../../lib/read.ts';
import { containersOf, podOf, workloads } from '../../../lib/kubernetes/pod.ts';

const sensitive = /^\/(?:$|etc(?:\/kubernetes|\/ssh)?$|proc$|sys$|root|boot|dev$|var\/run$|run$|var\/lib\/(?:kubelet|docker|etcd|containerd)$|var$|lib$|usr$|home$)/;

export default defineRule({
  meta: { summary: 'Pods mount none of the folders that rule their node', level: 'error', source: 'POLICIES no-sensitive-host-path; kube-linter sensitive-host-mounts', standards: ['NSA'], profiles: { homelab: 'warn' } },
  kinds: workloads,
  *check(object) {
    const pod = podOf(object);
    for (const [index, volume] of list(pod?.spec, 'volumes').entries()) {
      const path = text(volume, 'hostPath', 'path')?.replace(/(.)\/+$/, '$1');
      if (path === undefined || !sensitive.test(path) || readOnly(object, text(volume, 'name'))) continue;
      yield { pointer: below(pod!.pointer, 'volumes', index, 'hostPath', 'path'), message: `volume "${text(volume, 'name')}" lets the pod write to ${path} of the node, and so own it; mount it read-only or less of it` };
    }
  },
});

function readOnly(object: JsonObject, volume: string | undefined): boolean {
  const mounts = containersOf(object).flatMap(({ container }) => list(container, 'volumeMounts')).filter((mount) => text(mount, 'name') === volume);
  return mounts.length > 0 && mounts.every((mount) => get(mount, 'readOnly') === true);
}
