import { anyKind, portOf, type FieldReference } from './field.ts';
import type { KindName, Resource, Target } from '../model/graph.ts';
import type { Json } from '../model/json.ts';
import { get, text } from '../lib/read.ts';

const gateway = 'gateway.networking.k8s.io';

/** Routes of the Gateway API (gateway-api v1 types): parents and backends default to Gateway and Service. */
const routeFields: readonly FieldReference[] = [
  { path: 'spec.parentRefs[]', type: 'parent', to: (value) => grouped(value, gateway, 'Gateway') },
  { path: 'spec.rules[].backendRefs[]', type: 'backend', to: (value) => grouped(value, '', 'Service') },
  { path: 'spec.rules[].filters[].extensionRef', type: 'extension', to: (value) => grouped(value, '', '') },
  { path: 'spec.rules[].filters[].requestMirror.backendRef', type: 'backend', to: (value) => grouped(value, '', 'Service') },
];

/** Traefik's services: a Service unless the kind says otherwise; names with `@` belong to another provider. */
const traefikFields = (group: string): Readonly<Record<KindName, readonly FieldReference[]>> => ({
  [`${group}/IngressRoute`]: [
    { path: 'spec.routes[].services[]', type: 'backend', to: traefikService(group) },
    { path: 'spec.routes[].middlewares[]', type: 'middleware', to: traefikObject(group, 'Middleware') },
    { path: 'spec.tls.secretName', type: 'tls', to: 'Secret' },
    { path: 'spec.tls.options', type: 'extension', to: traefikObject(group, 'TLSOption') },
  ],
  [`${group}/IngressRouteTCP`]: [
    { path: 'spec.routes[].services[]', type: 'backend', to: traefikService(group) },
    { path: 'spec.routes[].middlewares[]', type: 'middleware', to: traefikObject(group, 'MiddlewareTCP') },
    { path: 'spec.tls.secretName', type: 'tls', to: 'Secret' },
  ],
  [`${group}/IngressRouteUDP`]: [{ path: 'spec.routes[].services[]', type: 'backend', to: traefikService(group) }],
  [`${group}/Middleware`]: [
    { path: 'spec.chain.middlewares[]', type: 'middleware', to: traefikObject(group, 'Middleware') },
    { path: 'spec.basicAuth.secret', type: 'credential', to: 'Secret' },
    { path: 'spec.digestAuth.secret', type: 'credential', to: 'Secret' },
    { path: 'spec.errors.service', type: 'backend', to: traefikService(group) },
  ],
  [`${group}/TraefikService`]: [{ path: 'spec.weighted.services[]', type: 'backend', to: traefikService(group) }],
});

const issuerRef: FieldReference = {
  path: 'spec.issuerRef', type: 'issuer',
  to: (value, from) => {
    const group = text(value, 'group') ?? 'cert-manager.io';
    return group === 'cert-manager.io' ? { kind: `cert-manager.io/${text(value, 'kind') ?? 'Issuer'}`, namespace: from.namespace } : undefined;
  },
};
/** Credentials of issuers; those of a ClusterIssuer lie in cert-manager's own namespace, which we learn from its release only. */
const issuerFields: readonly FieldReference[] = [
  { path: 'spec.acme.solvers[].dns01.cloudflare.apiTokenSecretRef', type: 'credential', to: issuerSecret },
  { path: 'spec.acme.solvers[].dns01.digitalocean.tokenSecretRef', type: 'credential', to: issuerSecret },
  { path: 'spec.acme.solvers[].http01.ingress.ingressClassName', type: 'class', to: 'networking.k8s.io/IngressClass' },
  { path: 'spec.acme.solvers[].http01.ingress.class', type: 'class', to: 'networking.k8s.io/IngressClass' },
  { path: 'spec.ca.secretName', type: 'credential', to: (value, from) => (from.kind.endsWith('ClusterIssuer') ? undefined : { kind: 'Secret', name: String(value) }) },
];

const secretStore: FieldReference = {
  path: 'spec.secretStoreRef', type: 'secretStore',
  to: (value, from) => ({ kind: `external-secrets.io/${text(value, 'kind') ?? 'SecretStore'}`, namespace: from.namespace }),
};

/** Fields of the kinds of well-known controllers, from their API types. */
export const customReferences: Readonly<Record<KindName, readonly FieldReference[]>> = {
  ...Object.fromEntries(['HTTPRoute', 'GRPCRoute', 'TCPRoute', 'TLSRoute', 'UDPRoute'].map((kind) => [`${gateway}/${kind}`, routeFields])),
  [`${gateway}/Gateway`]: [
    { path: 'spec.gatewayClassName', type: 'class', to: `${gateway}/GatewayClass` },
    { path: 'spec.listeners[].tls.certificateRefs[]', type: 'tls', to: (value) => grouped(value, '', 'Secret') },
  ],
  ...traefikFields('traefik.io'),
  ...traefikFields('traefik.containo.us'),
  'cert-manager.io/Certificate': [issuerRef],
  'cert-manager.io/CertificateRequest': [issuerRef],
  'cert-manager.io/Issuer': issuerFields,
  'cert-manager.io/ClusterIssuer': issuerFields,
  'external-secrets.io/ExternalSecret': [secretStore],
  'external-secrets.io/PushSecret': [],
  'keda.sh/ScaledObject': [{ path: 'spec.scaleTargetRef', type: 'scaleTarget', to: (value) => ({ ...anyKind({ apiVersion: 'apps/v1', kind: 'Deployment', ...(value as object) }) }) }],
  'grafana.integreatly.org/GrafanaDashboard': [{ path: 'spec.configMapRef', type: 'dashboard', to: (value) => ({ kind: 'ConfigMap', key: text(value, 'key') }) }],
};

function grouped(value: Json, defaultGroup: string, defaultKind: string): Partial<Target> | undefined {
  const group = text(value, 'group') ?? defaultGroup;
  const kind = text(value, 'kind') ?? defaultKind;
  if (kind === '') return undefined;
  return { kind: group === '' ? kind : `${group}/${kind}`, namespace: text(value, 'namespace'), port: portOf(get(value, 'port')) };
}

function traefikService(group: string) {
  return (value: Json): Partial<Target> | undefined => {
    if (text(value, 'name')?.includes('@') !== false) return undefined;
    if (text(value, 'kind') === 'TraefikService') return { kind: `${group}/TraefikService`, namespace: text(value, 'namespace') };
    return { kind: 'Service', namespace: text(value, 'namespace'), port: portOf(get(value, 'port')) };
  };
}

function traefikObject(group: string, kind: string) {
  return (value: Json, from: Resource): Partial<Target> | undefined =>
    text(value, 'name')?.includes('@') === false ? { kind: `${group}/${kind}`, namespace: text(value, 'namespace') ?? from.namespace } : undefined;
}

function issuerSecret(value: Json, from: Resource): Partial<Target> | undefined {
  return from.kind.endsWith('ClusterIssuer') ? undefined : { kind: 'Secret', key: text(value, 'key') };
}
