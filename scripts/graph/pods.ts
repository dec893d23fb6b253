import type { LabelSelector, PodSet, Resource } from '../model/graph.ts';
import { text } from '../lib/read.ts';
import { podOf } from '../lib/kubernetes/pod.ts';
import { mapSelector, selects } from '../lib/kubernetes/selector.ts';
import { get } from '../lib/read.ts';
import type { Resources } from './resources.ts';

export interface Pods {
  readonly all: readonly PodSet[];
  of(resource: Resource): PodSet | undefined;
  in(namespace: string): readonly PodSet[];
  select(namespace: string, selector: LabelSelector): readonly PodSet[];
  behind(service: Resource): readonly PodSet[];
}

/**
 * Indexes pods by each of their labels, so that a selector looks at the rarest label's pods only. Equal selectors get the same
 * list, and pods with equal labels the same labels, so that rules can tell by identity what they have looked at.
 */
export function indexPods(resources: Resources): Pods {
  const all: PodSet[] = [];
  const byResource = new Map<Resource, PodSet>();
  const byNamespace = new Map<string, PodSet[]>();
  const byLabel = new Map<string, PodSet[]>();
  const byContent = new Map<string, Readonly<Record<string, string>>>();
  const shared = (labels: Readonly<Record<string, string>>): Readonly<Record<string, string>> => {
    const key = JSON.stringify(Object.entries(labels).sort());
    const known = byContent.get(key);
    if (known === undefined) byContent.set(key, labels);
    return known ?? labels;
  };
  const put = (index: Map<string, PodSet[]>, key: string, pod: PodSet): void => {
    const found = index.get(key);
    if (found === undefined) index.set(key, [pod]);
    else found.push(pod);
  };
  for (const resource of resources.all) {
    const pod = podOf(resource.object);
    if (pod === undefined) continue;
    const set: PodSet = { resource, namespace: resource.namespace, labels: shared({ ...pod.labels, ...addedLabels(resource) }), spec: pod.spec, pointer: pod.pointer };
    all.push(set);
    byResource.set(resource, set);
    put(byNamespace, set.namespace, set);
    for (const [key, value] of Object.entries(set.labels)) put(byLabel, labelKey(set.namespace, key, value), set);
  }
  const selected = new Map<string, readonly PodSet[]>();
  const select = (namespace: string, selector: LabelSelector): readonly PodSet[] => {
    const key = `${namespace}\n${JSON.stringify([Object.entries(selector.matchLabels).sort(), selector.matchExpressions])}`;
    let found = selected.get(key);
    if (found === undefined) selected.set(key, (found = search(namespace, selector)));
    return found;
  };
  const search = (namespace: string, selector: LabelSelector): readonly PodSet[] => {
    let candidates = byNamespace.get(namespace) ?? [];
    for (const [key, value] of Object.entries(selector.matchLabels)) {
      const having = byLabel.get(labelKey(namespace, key, value)) ?? [];
      if (having.length < candidates.length) candidates = having;
    }
    return candidates.filter(({ labels }) => selects(selector, labels));
  };
  return {
    all,
    of: (resource) => byResource.get(resource),
    in: (namespace) => byNamespace.get(namespace) ?? [],
    select,
    behind: ({ object, namespace }) => {
      const selector = mapSelector(get(object, 'spec', 'selector'));
      const none = Object.keys(selector.matchLabels).length === 0 || text(object, 'spec', 'type') === 'ExternalName';
      return none ? [] : select(namespace, selector);
    },
  };
}

function labelKey(namespace: string, key: string, value: string): string {
  return `${namespace}\n${key}\n${value}`;
}

/** Labels that controllers put on their pods beyond the template's, where we can tell them. */
function addedLabels({ kind, name }: Resource): Record<string, string> {
  return kind === 'batch/Job' ? { 'job-name': name, 'batch.kubernetes.io/job-name': name } : {};
}
