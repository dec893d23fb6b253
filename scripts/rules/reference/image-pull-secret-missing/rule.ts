import { defineRule } from '../../../model/rule.ts';
import type { Graph, PodSet } from '../../../model/graph.ts';
import { below, list, text } from '../../../lib/read.ts';
import { containersIn } from '../../../lib/kubernetes/pod.ts';
import { parseImage } from '../../../lib/kubernetes/image.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'Private images are pulled with Secrets that exist', level: 'error', source: 'SYSTEMS.md marketplaza; CHECKS 58' },
  *checkCluster(graph) {
    yield* missing(graph, ['imagePullSecret'], ['Secret'], '; private images cannot be pulled');
    const needing = new Map<string, string>();
    for (const pod of graph.pods) for (const secret of pullSecrets(graph, pod)) for (const owner of owners(pod)) needing.set(`${pod.namespace} ${owner.name}`, secret);
    for (const pod of graph.pods) {
      if (pullSecrets(graph, pod).length > 0) continue;
      const [first] = owners(pod).filter(({ name }) => needing.has(`${pod.namespace} ${name}`));
      if (first !== undefined) yield { manifest: pod.resource.manifest, pointer: first.pointer, part: first.name, message: `other pods pull images of ${first.name} with Secret "${needing.get(`${pod.namespace} ${first.name}`)}", this one with none; add imagePullSecrets` };
    }
  },
});

/** The Secrets that a pod pulls with: its own, and its ServiceAccount's. */
function pullSecrets(graph: Graph, { spec, namespace }: PodSet): string[] {
  const account = graph.get('ServiceAccount', namespace, text(spec, 'serviceAccountName') ?? 'default');
  return [...list(spec, 'imagePullSecrets'), ...list(account?.object, 'imagePullSecrets')].flatMap((entry) => text(entry, 'name') ?? []);
}

/** Whose images a pod runs: registry and first part of the repository. Docker Hub's are as a rule public. */
function owners(pod: PodSet): { name: string; pointer: string }[] {
  return containersIn(pod.spec, pod.pointer).flatMap(({ container, pointer }) => {
    const image = parseImage(text(container, 'image') ?? '');
    const isHub = image === undefined || image.registry === '' || image.registry === 'docker.io' || !image.repository.includes('/');
    return isHub ? [] : { name: `${image.registry}/${image.repository.split('/')[0]}`, pointer: below(pointer, 'image') };
  });
}
