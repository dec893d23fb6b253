import type { Cluster } from './cluster.ts';
import type { ObjectRef, UnitId } from './ids.ts';
import type { JsonObject, Pointer } from './json.ts';
import type { Manifest } from './manifest.ts';

/** `group/Kind`, such as `apps/Deployment`; the core group has no prefix: `Service`. Versions play no part. */
export type KindName = string;

/** A rendered object in the graph. */
export interface Resource {
  readonly manifest: Manifest;
  readonly object: JsonObject;
  readonly kind: KindName;
  readonly ref: ObjectRef;
  readonly namespace: string;
  readonly name: string;
}

/** What a reference is for; rules pick their references by it. */
export type ReferenceType =
  | 'env' | 'envFrom' | 'volume' | 'claim' | 'imagePullSecret' | 'serviceAccount' | 'priorityClass' | 'runtimeClass'
  | 'backend' | 'parent' | 'class' | 'tls' | 'middleware' | 'issuer' | 'secretStore' | 'storageClass' | 'persistentVolume'
  | 'scaleTarget' | 'role' | 'subject' | 'webhook' | 'apiService' | 'externalName' | 'serviceName' | 'owner' | 'credential'
  | 'fluxSource' | 'substituteFrom' | 'valuesFrom' | 'dependsOn' | 'healthCheck' | 'provider' | 'eventSource' | 'fluxSecret'
  | 'extension' | 'dashboard';

/** What a reference names. */
export interface Target {
  readonly kind: KindName;
  readonly namespace: string;
  readonly name: string;
  /** Key of a ConfigMap or Secret. */
  readonly key?: string;
  /** Number or name of a Service's port. */
  readonly port?: number | string;
}

export interface Reference {
  readonly from: Resource;
  readonly pointer: Pointer;
  readonly type: ReferenceType;
  readonly target: Target;
  /** Nothing breaks where the target is absent. */
  readonly optional: boolean;
}

/** How a target came out. `keys` is absent where nobody can tell them before run time. */
export type Resolution =
  | { readonly state: 'found'; readonly by: 'rendered' | 'produced' | 'external' | 'builtin'; readonly resource?: Resource; readonly keys?: ReadonlySet<string> }
  /** `near`: a like-named object, `kind` name only where the kind is the same; `elsewhere`: a namespace that holds it. */
  | { readonly state: 'missing'; readonly near?: string; readonly elsewhere?: string }
  /** A unit that may hold it was not rendered. */
  | { readonly state: 'unknown'; readonly unit: UnitId };

export interface LabelSelector {
  readonly matchLabels: Readonly<Record<string, string>>;
  readonly matchExpressions: readonly { readonly key: string; readonly operator: string; readonly values: readonly string[] }[];
}

/** The pods that a workload makes. */
export interface PodSet {
  readonly resource: Resource;
  readonly namespace: string;
  readonly labels: Readonly<Record<string, string>>;
  /** The pod's spec and the pointer to it. */
  readonly spec: JsonObject;
  readonly pointer: Pointer;
}

/** Whether traffic passes, and the policy that decided where it does not. */
export type Passage = { readonly allowed: true } | { readonly allowed: false; readonly by: Resource; readonly side: 'ingress' | 'egress' };

/** One index of the whole cluster after rendering. Everything is looked up by index, never by a scan per question. */
export interface Graph {
  readonly cluster: Cluster;
  readonly resources: readonly Resource[];
  readonly references: readonly Reference[];
  readonly pods: readonly PodSet[];
  ofKind(kind: KindName): readonly Resource[];
  /** The kinds of the objects of a namespace. */
  kindsIn(namespace: string): ReadonlySet<KindName>;
  get(kind: KindName, namespace: string, name: string): Resource | undefined;
  of(manifest: Manifest): Resource;
  referencesFrom(resource: Resource): readonly Reference[];
  referencesTo(resource: Resource): readonly Reference[];
  resolve(target: Target): Resolution;
  /** The unit that was not rendered and may hold objects of this namespace, if there is one. */
  unrendered(namespace: string): UnitId | undefined;
  podOf(resource: Resource): PodSet | undefined;
  podsIn(namespace: string): readonly PodSet[];
  /** The pods of a namespace that a selector matches; an empty selector matches all. */
  select(namespace: string, selector: LabelSelector): readonly PodSet[];
  /** Namespaces by their labels, rendered or not; `undefined` where a label of one is not known. */
  namespaceLabels(namespace: string): Readonly<Record<string, string>>;
  namespaces(): readonly string[];
  /** The pods behind a Service; none for one without selector. */
  podsBehind(service: Resource): readonly PodSet[];
  /** The NetworkPolicies that isolate a pod in a direction. */
  policiesOf(pod: PodSet, side: 'ingress' | 'egress'): readonly Resource[];
  /** Whether NetworkPolicies let `from` reach `to` on a port. */
  mayReach(from: PodSet, to: PodSet, port: number, protocol?: string): Passage;
}
