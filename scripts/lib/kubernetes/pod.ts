import type { JsonObject, Pointer } from '../../model/json.ts';
import { isObject } from '../json.ts';
import { below, get, list, text, texts } from '../read.ts';
import { kindName } from './kind.ts';

/** The kinds that make pods from a template, and where it lies. */
const templates: Readonly<Record<string, readonly string[]>> = {
  'apps/Deployment': ['spec', 'template'],
  'apps/StatefulSet': ['spec', 'template'],
  'apps/DaemonSet': ['spec', 'template'],
  'apps/ReplicaSet': ['spec', 'template'],
  ReplicationController: ['spec', 'template'],
  'batch/Job': ['spec', 'template'],
  'batch/CronJob': ['spec', 'jobTemplate', 'spec', 'template'],
  Pod: [],
};

/** Every kind that runs pods. */
export const workloads: readonly string[] = Object.keys(templates);
/** The workloads that run until they are deleted. */
export const longRunning: readonly string[] = ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet', 'ReplicationController'];

/** A pod template: its labels, its spec, and the pointers to both. */
export interface Pod {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly spec: JsonObject;
  /** To the pod's spec. */
  readonly pointer: Pointer;
  /** To the template, which holds metadata and spec. */
  readonly template: Pointer;
}

/** The pods that an object makes; undefined for other kinds and for one without a pod spec. */
export function podOf(object: JsonObject): Pod | undefined {
  const kind = kindName(text(object, 'apiVersion') ?? '', text(object, 'kind') ?? '');
  const path = Object.hasOwn(templates, kind) ? templates[kind] : undefined;
  if (path === undefined) return undefined;
  const spec = get(object, ...path, 'spec');
  if (!isObject(spec)) return undefined;
  const template = below('', ...path);
  return {
    labels: texts(object, ...path, 'metadata', 'labels'),
    annotations: texts(object, ...path, 'metadata', 'annotations'),
    spec,
    pointer: below(template, 'spec'),
    template,
  };
}

export interface Container {
  readonly container: JsonObject;
  readonly name: string;
  readonly pointer: Pointer;
  /** `sidecar`: an init container with restartPolicy Always, which lives as long as the pod (KEP-753). */
  readonly role: 'main' | 'init' | 'sidecar' | 'ephemeral';
}

const lists = [['containers', 'main'], ['initContainers', 'init'], ['ephemeralContainers', 'ephemeral']] as const;

/** The containers of a pod spec at `pointer`, in the order in which Kubernetes lists them: main, init, ephemeral. */
export function containersIn(spec: JsonObject, pointer: Pointer): Container[] {
  const found: Container[] = [];
  for (const [key, role] of lists)
    list(spec, key).forEach((container, index) => {
      if (!isObject(container)) return;
      const sidecar = role === 'init' && text(container, 'restartPolicy') === 'Always';
      found.push({ container, name: text(container, 'name') ?? '', pointer: below(pointer, key, index), role: sidecar ? 'sidecar' : role });
    });
  return found;
}

/** The containers of an object's pods; none for kinds without pods. */
export function containersOf(object: JsonObject): Container[] {
  const pod = podOf(object);
  return pod === undefined ? [] : containersIn(pod.spec, pod.pointer);
}

/** The containers that run as long as the pod: main ones and sidecars. */
export function runningContainersOf(object: JsonObject): Container[] {
  return containersOf(object).filter(({ role }) => role === 'main' || role === 'sidecar');
}
