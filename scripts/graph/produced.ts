import type { KindName, Resource } from '../model/graph.ts';
import { podOf } from '../lib/kubernetes/pod.ts';
import { groupOf, isBuiltinGroup } from '../lib/kubernetes/kind.ts';
import { find, get, list, map, text, texts } from '../lib/read.ts';

/** An object that a controller makes at run time. `namespace` '*' stands for any; `name` may hold `*`. */
export interface Produced {
  readonly kind: KindName;
  readonly namespace: string;
  readonly name: string;
  /** Absent where nobody can tell them before run time. */
  readonly keys?: readonly string[];
}

type Producer = (resource: Resource) => readonly Produced[];

const secret = ({ namespace }: Resource, name: string, keys?: readonly string[]): Produced => ({ kind: 'Secret', namespace, name, ...(keys && { keys }) });
/** A controller that writes one Secret whose name is at a path. */
const secretAt = (...path: string[]): Producer => (resource) => [secret(resource, text(resource.object, ...path) ?? resource.name)];

/** What well-known kinds make; from the controllers' documentation. */
const producers: Readonly<Record<KindName, Producer>> = {
  'bitnami.com/SealedSecret': (sealed) => [
    secret(sealed, sealed.name, [
      ...Object.keys(map(sealed.object, 'spec', 'encryptedData')),
      ...Object.keys(map(sealed.object, 'spec', 'template', 'data')),
    ]),
  ],
  'external-secrets.io/ExternalSecret': (external) => [secret(external, text(external.object, 'spec', 'target', 'name') ?? external.name, externalSecretKeys(external))],
  'external-secrets.io/ClusterExternalSecret': ({ object, name }) => [{ kind: 'Secret', namespace: '*', name: text(object, 'spec', 'externalSecretSpec', 'target', 'name') ?? text(object, 'spec', 'externalSecretName') ?? name }],
  'cert-manager.io/Certificate': (certificate) => [
    secret(certificate, text(certificate.object, 'spec', 'secretName') ?? '', get(certificate.object, 'spec', 'keystores') === undefined && get(certificate.object, 'spec', 'additionalOutputFormats') === undefined ? ['tls.crt', 'tls.key', 'ca.crt'] : undefined),
  ],
  'cert-manager.io/Issuer': (issuer) => [secret(issuer, text(issuer.object, 'spec', 'acme', 'privateKeySecretRef', 'name') ?? '')],
  'networking.k8s.io/Ingress': (ingress) =>
    certManagerAnnotated(ingress) ? find(ingress.object, 'spec.tls[].secretName').map(({ value }) => secret(ingress, String(value), ['tls.crt', 'tls.key', 'ca.crt'])) : [],
  'gateway.networking.k8s.io/Gateway': (gateway) => [
    ...(certManagerAnnotated(gateway) ? find(gateway.object, 'spec.listeners[].tls.certificateRefs[].name').map(({ value }) => secret(gateway, String(value))) : []),
    { kind: 'Service', namespace: '*', name: `*${gateway.name}*` },
  ],
  'trust.cert-manager.io/Bundle': ({ name }) => [{ kind: 'ConfigMap', namespace: '*', name }, { kind: 'Secret', namespace: '*', name }],
  'objectbucket.io/ObjectBucketClaim': (claim) => [secret(claim, claim.name), { kind: 'ConfigMap', namespace: claim.namespace, name: claim.name }],
  'ceph.rook.io/CephObjectStoreUser': (user) => [secret(user, `rook-ceph-object-user-*-${user.name}`)],
  'ceph.rook.io/CephObjectStore': ({ namespace, name }) => [{ kind: 'Service', namespace, name: `rook-ceph-rgw-${name}` }],
  'ceph.rook.io/CephCluster': ({ namespace }) => [{ kind: 'Service', namespace, name: 'rook-ceph-*' }, { kind: 'Secret', namespace, name: 'rook-*' }, { kind: 'ConfigMap', namespace, name: 'rook-*' }],
  'monitoring.coreos.com/Prometheus': ({ namespace, name }) => [{ kind: 'Service', namespace, name: 'prometheus-operated' }, { kind: 'apps/StatefulSet', namespace, name: `prometheus-${name}` }],
  'monitoring.coreos.com/Alertmanager': ({ namespace, name }) => [{ kind: 'Service', namespace, name: 'alertmanager-operated' }, { kind: 'apps/StatefulSet', namespace, name: `alertmanager-${name}` }],
  'secrets.hashicorp.com/VaultStaticSecret': secretAt('spec', 'destination', 'name'),
  'secrets.hashicorp.com/VaultDynamicSecret': secretAt('spec', 'destination', 'name'),
  'secrets.infisical.com/InfisicalSecret': secretAt('spec', 'managedSecretReference', 'secretName'),
  'k8s.bitwarden.com/BitwardenSecret': secretAt('spec', 'secretName'),
  'infra.contrib.fluxcd.io/Terraform': secretAt('spec', 'writeOutputsToSecret', 'name'),
  'isindir.github.com/SopsSecret': (sops) => find(sops.object, 'spec.secretTemplates[].name').map(({ value }) => secret(sops, String(value))),
  'fluxcd.controlplane.io/FluxInstance': ({ object, namespace }) => fluxInstance(object, namespace),
};

/** Kinds of custom resources whose controllers make no objects that others refer to. */
const inertGroups = /(?:^|\.)(?:toolkit\.fluxcd\.io|traefik\.io|traefik\.containo\.us|cert-manager\.io|external-secrets\.io|bitnami\.com|cilium\.io|snapshot\.storage\.k8s\.io|gateway\.networking\.k8s\.io)$/;
const inertKinds = new Set(['ServiceMonitor', 'PodMonitor', 'PrometheusRule', 'Probe', 'ScrapeConfig', 'AlertmanagerConfig', 'GrafanaDashboard', 'ScaledObject', 'ReplicationSource', 'DNSEndpoint']);

/** Everything that an object makes others see at run time. */
export function producedBy(resource: Resource): readonly Produced[] {
  const known = Object.hasOwn(producers, resource.kind) ? producers[resource.kind]!(resource) : [];
  return [...known, ...copies(resource, known), ...fromArguments(resource), ...(known.length === 0 ? fromCustomResource(resource) : [])].filter(({ name }) => name !== '');
}

/** Whether no operator makes anything of objects of a kind: Kubernetes' own kinds, and those of controllers that are known. */
export function isInert(kind: KindName, { apiVersion, kind: short }: Pick<Resource['ref'], 'apiVersion' | 'kind'>): boolean {
  const group = groupOf(apiVersion);
  return isBuiltinGroup(group) || inertGroups.test(group) || inertKinds.has(short) || kind.endsWith('.k8s.io');
}

/** Operators name what they make after the custom resource: `db`, `db-app`, `db-rw`. We don't know all operators. */
function fromCustomResource({ kind, ref, namespace, name }: Resource): Produced[] {
  if (isInert(kind, ref) || name === '') return [];
  return ['Secret', 'Service', 'ConfigMap', 'ServiceAccount', 'PersistentVolumeClaim'].flatMap((made) => [{ kind: made, namespace, name }, { kind: made, namespace, name: `${name}-*` }]);
}

function externalSecretKeys({ object }: Resource): readonly string[] | undefined {
  const template = get(object, 'spec', 'target', 'template');
  if (list(template, 'templateFrom').length > 0) return undefined;
  const templated = Object.keys(map(template, 'data'));
  if (templated.length > 0 && text(template, 'mergePolicy') !== 'Merge') return templated;
  if (list(object, 'spec', 'dataFrom').length > 0) return undefined;
  return [...templated, ...list(object, 'spec', 'data').flatMap((entry) => text(entry, 'secretKey') ?? [])];
}

function certManagerAnnotated({ object }: Resource): boolean {
  const annotations = texts(object, 'metadata', 'annotations');
  return ['cert-manager.io/cluster-issuer', 'cert-manager.io/issuer', 'kubernetes.io/tls-acme'].some((key) => annotations[key] !== undefined);
}

/** Reflector and kubernetes-replicator copy what carries their annotations into other namespaces. */
function copies({ object, kind, name }: Resource, known: readonly Produced[]): Produced[] {
  const holders = [object, get(object, 'spec', 'template'), get(object, 'spec', 'target', 'template'), get(object, 'spec', 'secretTemplate')];
  const copied = holders.some((holder) =>
    [texts(holder, 'metadata', 'annotations'), texts(holder, 'annotations')].some((annotations) =>
      Object.keys(annotations).some((key) => key === 'reflector.v1.k8s.emberstack.com/reflection-auto-enabled' || key.startsWith('replicator.v1.mittwald.de/replicate-to')),
    ),
  );
  if (!copied) return [];
  const originals = kind === 'Secret' || kind === 'ConfigMap' ? [{ kind, name }] : known;
  return originals.map((made) => ({ kind: made.kind, name: made.name, namespace: '*' }));
}

/** `--secret-name=x` and its like: certificate generators and webhooks that write their own Secret. */
function fromArguments(resource: Resource): Produced[] {
  const pod = podOf(resource.object);
  if (pod === undefined) return [];
  const made: Produced[] = [];
  for (const holder of ['containers', 'initContainers'])
    for (const { value } of [...find(pod.spec, `${holder}[].args[]`), ...find(pod.spec, `${holder}[].command[]`)]) {
      const name = typeof value === 'string' ? /^--[\w-]*secret-name=([a-z0-9.-]+)$/.exec(value)?.[1] : undefined;
      if (name !== undefined) made.push({ kind: 'Secret', namespace: '*', name });
    }
  return made;
}

/** flux-operator installs the controllers and, where `sync` is set, the source and the root Kustomization. */
function fluxInstance(object: Resource['object'], namespace: string): Produced[] {
  const name = text(object, 'spec', 'sync', 'name') ?? namespace;
  const kind = text(object, 'spec', 'sync', 'kind') ?? 'GitRepository';
  const synced = get(object, 'spec', 'sync') === undefined ? [] : [{ kind: `source.toolkit.fluxcd.io/${kind}`, namespace, name }, { kind: 'kustomize.toolkit.fluxcd.io/Kustomization', namespace, name }];
  const controllers = ['source', 'kustomize', 'helm', 'notification', 'image-reflector', 'image-automation', 'source-watcher'].map((part) => `${part}-controller`);
  return [
    ...synced,
    ...controllers.flatMap((controller) => ['ServiceAccount', 'apps/Deployment'].map((made) => ({ kind: made, namespace, name: controller }))),
    ...['source-controller', 'notification-controller', 'webhook-receiver'].map((service) => ({ kind: 'Service', namespace, name: service })),
  ];
}
