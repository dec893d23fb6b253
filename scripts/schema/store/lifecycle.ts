import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The life of one kind in one API version. Versions are minors of Kubernetes 1, so that they compare as numbers. */
export interface Lifecycle {
  readonly apiVersion: string;
  readonly kind: string;
  readonly deprecated: number;
  readonly removed?: number;
  /** `apps/v1 Deployment` */
  readonly replacement?: string;
  /** What else changes with the replacement, in a few words. */
  readonly changes?: string;
}

/** The table of deprecated and removed API versions. */
export interface Lifecycles {
  /** Where the table is from. */
  readonly source: string;
  of(apiVersion: string, kind: string): Lifecycle | undefined;
  /** Says what becomes of an object in a version such as `1.37`: undefined where nothing does. */
  fate(apiVersion: string, kind: string, kubernetes: string): Fate | undefined;
}

export interface Fate {
  readonly state: 'deprecated' | 'removed';
  readonly message: string;
}

const bundled = fileURLToPath(new URL('../../../schemas', import.meta.url));

/** From the deprecation guide of Kubernetes: what a person has to change besides apiVersion. */
const changes: Readonly<Record<string, string>> = {
  'extensions/v1beta1 Ingress': 'spec.backend is spec.defaultBackend, serviceName and servicePort are service.name and service.port, each path needs a pathType',
  'networking.k8s.io/v1beta1 Ingress': 'spec.backend is spec.defaultBackend, serviceName and servicePort are service.name and service.port, each path needs a pathType',
  'extensions/v1beta1 Deployment': 'spec.selector is required, spec.rollbackTo is gone',
  'apps/v1beta1 Deployment': 'spec.selector is required, spec.rollbackTo is gone',
  'autoscaling/v2beta1 HorizontalPodAutoscaler': 'targetAverageUtilization is target.averageUtilization with target.type Utilization',
  'policy/v1beta1 PodDisruptionBudget': 'an empty selector selects every pod of the namespace, not none',
  'policy/v1beta1 PodSecurityPolicy': 'use Pod Security admission: the label pod-security.kubernetes.io/enforce of the namespace',
  'apiextensions.k8s.io/v1beta1 CustomResourceDefinition': 'spec.versions[].schema is required, spec.version and spec.validation are gone',
  'admissionregistration.k8s.io/v1beta1 ValidatingWebhookConfiguration': 'admissionReviewVersions and sideEffects are required',
  'admissionregistration.k8s.io/v1beta1 MutatingWebhookConfiguration': 'admissionReviewVersions and sideEffects are required',
  'discovery.k8s.io/v1beta1 EndpointSlice': 'topology is gone: use nodeName and zone',
};

export function openLifecycles(folder: string = bundled): Lifecycles {
  const { source, rows } = JSON.parse(readFileSync(join(folder, 'api-versions.json'), 'utf8')) as { source: string; rows: [string, string, string, string, string, string][] };
  const table = new Map(rows.map(([apiVersion, kind, , deprecated, removed, replacement]): [string, Lifecycle] => {
    const name = `${apiVersion} ${kind}`;
    return [name, {
      apiVersion, kind, deprecated: minorOf(deprecated),
      ...(removed === '' ? {} : { removed: minorOf(removed) }),
      ...(replacement === '' ? {} : { replacement }),
      ...(Object.hasOwn(changes, name) ? { changes: changes[name]! } : {}),
    }];
  }));
  const of = (apiVersion: string, kind: string): Lifecycle | undefined => table.get(`${apiVersion} ${kind}`);
  return { source, of, fate: (apiVersion, kind, kubernetes) => fateOf(of(apiVersion, kind), minorOf(kubernetes)) };
}

function fateOf(life: Lifecycle | undefined, minor: number): Fate | undefined {
  if (life === undefined) return undefined;
  const instead = `${life.replacement === undefined ? '' : `; use ${life.replacement}`}${life.changes === undefined ? '' : ` (${life.changes})`}`;
  const name = `${life.apiVersion} ${life.kind}`;
  if (life.removed !== undefined && minor >= life.removed) return { state: 'removed', message: `${name} is gone since Kubernetes 1.${life.removed}${instead}` };
  if (minor < life.deprecated) return undefined;
  return { state: 'deprecated', message: `${name} is deprecated since Kubernetes 1.${life.deprecated}${life.removed === undefined ? '' : ` and goes with 1.${life.removed}`}${instead}` };
}

function minorOf(version: string): number {
  return Number(/^1\.(\d+)/.exec(version)?.[1] ?? NaN);
}
