import { isObject } from '../../lib/json.ts';
import type { JsonObject } from '../../model/json.ts';
import type { FieldError } from '../errors.ts';
import { Node } from '../native/kit/node.ts';
import { sizedContainers } from './amounts.ts';
import { checkPriority, checkRuntime, type Classes } from './classes.ts';
import { checkClaimLimits, checkPodLimits, defaultsOf } from './limit-range.ts';
import { podOf } from './podsecurity/evaluate.ts';
import { openBook, type PodUse } from './quota.ts';

/** What admission would refuse about the object at `index`. */
export interface AdmissionError {
  readonly index: number;
  readonly error: FieldError;
}

/**
 * Admission that looks at other objects: LimitRange and ResourceQuota of the namespace, PriorityClass and RuntimeClass. Takes
 * all objects of a cluster in the order in which they are applied. Workloads are judged by their templates, with their
 * replicas: the server accepts the workload and refuses its Pods. Pod Security is `podsecurity/evaluate.ts`.
 */
export function admissionErrors(objects: readonly JsonObject[]): AdmissionError[] {
  const found: FieldError[] = [];
  const nodes = objects.map((object) => new Node(found, object));
  const ofKind = (kind: string): Node[] => nodes.filter((node) => node.get('kind').str === kind);
  const named = (list: readonly Node[]): Map<string, Node> => new Map(list.map((node) => [node.get('metadata').get('name').str, node]));
  const classes: Classes = { priority: named(ofKind('PriorityClass')), runtime: named(ofKind('RuntimeClass')) };
  const ranges = Map.groupBy(ofKind('LimitRange'), namespaceOf);
  const books = Map.groupBy(ofKind('ResourceQuota').map((quota) => ({ namespace: namespaceOf(quota), count: openBook(quota) })), (book) => book.namespace);
  const errors: AdmissionError[] = [];
  nodes.forEach((node, index) => {
    found.length = 0;
    const own = ranges.get(namespaceOf(node)) ?? [];
    const pod = podOf(node)?.get('spec');
    let use: PodUse | undefined;
    if (pod !== undefined && isObject(pod.value)) {
      use = { spec: pod, sized: sizedContainers(pod, defaultsOf(own)), count: podsOf(node) };
      checkPriority(pod, classes);
      checkRuntime(pod, classes);
      checkPodLimits(pod, use.sized, own);
    }
    if (node.get('kind').str === 'PersistentVolumeClaim') checkClaimLimits(node, own);
    for (const book of books.get(namespaceOf(node)) ?? []) book.count(node, use);
    for (const error of found) errors.push({ index, error: { ...error, reason: 'admission' } });
  });
  return errors;
}

const namespaceOf = (node: Node): string => node.get('metadata').get('namespace').str;
/** How many Pods an object makes at once; a DaemonSet's and a CronJob's are not known beforehand. */
function podsOf(node: Node): bigint {
  const spec = node.get('spec');
  switch (node.get('kind').str) {
    case 'Pod': return 1n;
    case 'DaemonSet': case 'CronJob': case 'PodTemplate': return 0n;
    case 'Job': return BigInt(Math.max(0, spec.has('parallelism') ? spec.get('parallelism').num : 1));
    default: return BigInt(Math.max(0, spec.has('replicas') ? spec.get('replicas').num : 1));
  }
}
