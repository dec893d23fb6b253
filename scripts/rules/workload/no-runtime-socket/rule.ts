import { defineRule } from '../../../model/rule.ts';
import { below, list, text } from '../../../lib/read.ts';
import { podOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Pods do not hold the container runtime\'s socket', level: 'error', source: 'POLICIES no-runtime-socket; kube-linter docker-sock', standards: ['NSA'] },
  kinds: workloads,
  *check(object) {
    const pod = podOf(object);
    for (const [index, volume] of list(pod?.spec, 'volumes').entries()) {
      const path = text(volume, 'hostPath', 'path') ?? '';
      if (/(?:^|\/)(?:docker|containerd|crio|cri-dockerd|podman)\.sock$/.test(path)) yield { pointer: below(pod!.pointer, 'volumes', index, 'hostPath', 'path'), message: `${path} lets the pod start any container on the node; do without it` };
    }
  },
});
