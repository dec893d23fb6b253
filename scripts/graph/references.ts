import type { KindName, Reference, Resource, Target } from '../model/graph.ts';
import type { Json, Pointer } from '../model/json.ts';
import { podOf } from '../lib/kubernetes/pod.ts';
import { isClusterScoped } from '../lib/kubernetes/kind.ts';
import { below, find, get, list, text } from '../lib/read.ts';
import { anyKind, portOf, type FieldReference } from './field.ts';
import { annotationReferences } from './annotations.ts';
import { fluxReferences } from './flux-references.ts';
import { customReferences } from './custom-references.ts';
import { rbacReferences } from './rbac-references.ts';

/** Fields of pod specs (core/v1 PodSpec). Paths start at the pod's spec. */
const podFields: readonly FieldReference[] = [
  { path: 'serviceAccountName', type: 'serviceAccount', to: 'ServiceAccount' },
  { path: 'priorityClassName', type: 'priorityClass', to: 'scheduling.k8s.io/PriorityClass' },
  { path: 'runtimeClassName', type: 'runtimeClass', to: 'node.k8s.io/RuntimeClass' },
  { path: 'imagePullSecrets[].name', type: 'imagePullSecret', to: 'Secret' },
  { path: 'volumes[].configMap', type: 'volume', to: 'ConfigMap' },
  { path: 'volumes[].secret.secretName', type: 'volume', to: 'Secret' },
  { path: 'volumes[].projected.sources[].configMap', type: 'volume', to: 'ConfigMap' },
  { path: 'volumes[].projected.sources[].secret', type: 'volume', to: 'Secret' },
  { path: 'volumes[].persistentVolumeClaim.claimName', type: 'claim', to: 'PersistentVolumeClaim' },
  ...['containers', 'initContainers'].flatMap((holder): FieldReference[] => [
    { path: `${holder}[].env[].valueFrom.configMapKeyRef`, type: 'env', to: keyed('ConfigMap') },
    { path: `${holder}[].env[].valueFrom.secretKeyRef`, type: 'env', to: keyed('Secret') },
    { path: `${holder}[].envFrom[].configMapRef`, type: 'envFrom', to: 'ConfigMap' },
    { path: `${holder}[].envFrom[].secretRef`, type: 'envFrom', to: 'Secret' },
  ]),
];

/** Fields of the built-in kinds. */
const builtinFields: Readonly<Record<KindName, readonly FieldReference[]>> = {
  'networking.k8s.io/Ingress': [
    { path: 'spec.ingressClassName', type: 'class', to: 'networking.k8s.io/IngressClass' },
    { path: 'spec.tls[].secretName', type: 'tls', to: 'Secret' },
    { path: 'spec.defaultBackend.service', type: 'backend', to: ingressService },
    { path: 'spec.rules[].http.paths[].backend.service', type: 'backend', to: ingressService },
  ],
  PersistentVolumeClaim: [
    { path: 'spec.storageClassName', type: 'storageClass', to: 'storage.k8s.io/StorageClass' },
    { path: 'spec.volumeName', type: 'persistentVolume', to: 'PersistentVolume' },
  ],
  'apps/StatefulSet': [
    { path: 'spec.serviceName', type: 'serviceName', to: 'Service' },
    { path: 'spec.volumeClaimTemplates[].spec.storageClassName', type: 'storageClass', to: 'storage.k8s.io/StorageClass' },
  ],
  'autoscaling/HorizontalPodAutoscaler': [{ path: 'spec.scaleTargetRef', type: 'scaleTarget', to: anyKind }],
  ServiceAccount: [{ path: 'imagePullSecrets[].name', type: 'imagePullSecret', to: 'Secret' }],
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration': [{ path: 'webhooks[].clientConfig.service', type: 'webhook', to: webhookService }],
  'admissionregistration.k8s.io/MutatingWebhookConfiguration': [{ path: 'webhooks[].clientConfig.service', type: 'webhook', to: webhookService }],
  'apiextensions.k8s.io/CustomResourceDefinition': [{ path: 'spec.conversion.webhook.clientConfig.service', type: 'webhook', to: webhookService }],
  'apiregistration.k8s.io/APIService': [{ path: 'spec.service', type: 'apiService', to: webhookService }],
};

/** All references that an object makes, in the order of its fields. */
export function referencesFrom(resource: Resource): Reference[] {
  const pod = podOf(resource.object);
  return [
    ...(pod === undefined ? [] : readFields(resource, podFields, pod.spec, pod.pointer)),
    ...readFields(resource, fieldsOf(resource.kind), resource.object, ''),
    ...rbacReferences(resource),
    ...annotationReferences(resource),
  ];
}

function fieldsOf(kind: KindName): readonly FieldReference[] {
  for (const table of [builtinFields, fluxReferences, customReferences]) if (Object.hasOwn(table, kind)) return table[kind]!;
  return [];
}

function readFields(from: Resource, fields: readonly FieldReference[], holder: Json, base: Pointer): Reference[] {
  const references: Reference[] = [];
  for (const { path, type, to, optional } of fields)
    for (const { value, pointer } of find(holder, path, base)) {
      const target = readTarget(from, value, to);
      if (target === undefined) continue;
      const isOptional = optional === true || get(value, 'optional') === true || get(holderOf(holder, pointer, base), 'optional') === true;
      const place = typeof value === 'string' ? pointer : below(pointer, 'name');
      references.push({ from, pointer: place, type, target, optional: isOptional });
      const items = type === 'volume' ? itemsOf(holder, value, pointer, base) : [];
      for (const item of items) references.push({ from, pointer: item.pointer, type, target: { ...target, key: item.key }, optional: isOptional });
    }
  return references;
}

function readTarget(from: Resource, value: Json, to: FieldReference['to']): Target | undefined {
  const read = typeof to === 'string' ? { kind: to } : to(value, from);
  if (read === undefined) return undefined;
  const name = read.name ?? (typeof value === 'string' ? value : text(value, 'name'));
  if (name === undefined || name === '' || name.includes('${') || read.kind === undefined) return undefined;
  const namespace = isClusterScoped(read.kind) ? '' : (read.namespace ?? from.namespace);
  return { ...read, kind: read.kind, name, namespace };
}

/** The map that holds a field which is plain text, such as the volume source around `secretName`. */
function holderOf(holder: Json, pointer: Pointer, base: Pointer): Json | undefined {
  const path = pointer.slice(base.length + 1).split('/').slice(0, -1).map((token) => (/^\d+$/.test(token) ? Number(token) : token));
  return get(holder, ...path);
}

/** The keys that a volume source picks out. */
function itemsOf(holder: Json, value: Json, pointer: Pointer, base: Pointer): { key: string; pointer: Pointer }[] {
  const isName = typeof value === 'string';
  const source = isName ? holderOf(holder, pointer, base) : value;
  const at = isName ? pointer.slice(0, pointer.lastIndexOf('/')) : pointer;
  return list(source, 'items').flatMap((item, index) => {
    const key = text(item, 'key');
    return key === undefined ? [] : [{ key, pointer: below(at, 'items', index, 'key') }];
  });
}

function keyed(kind: KindName) {
  return (value: Json): Partial<Target> => ({ kind, key: text(value, 'key') });
}

function ingressService(value: Json): Partial<Target> {
  return { kind: 'Service', port: portOf(get(value, 'port', 'number') ?? get(value, 'port', 'name')) };
}

function webhookService(value: Json): Partial<Target> {
  return { kind: 'Service', namespace: text(value, 'namespace'), port: portOf(get(value, 'port')) ?? 443 };
}
