import { groupOf, list, objects, refOf, text } from '../lib/object.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { fluxNamespace, surroundings, type Simulation } from './simulation.ts';

export interface ServiceAccount {
  readonly namespace: string;
  readonly name: string;
}

interface Request {
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * The first of some objects that a service account may not apply, in the API server's words; undefined where it may apply all, or
 * where its rights may come from what the simulation does not see. Flux impersonates `spec.serviceAccountName`.
 */
export function forbidden(sim: Simulation, account: ServiceAccount, manifests: readonly Manifest[]): { readonly message: string; readonly manifest: Manifest } | undefined {
  if (!isKnown(sim)) return undefined;
  for (const manifest of manifests) {
    const { apiVersion, kind, namespace, name } = refOf(manifest.object);
    const resource = resourceOf(sim, apiVersion, kind);
    if (resource === undefined) continue;
    for (const verb of ['patch', 'create']) {
      // A Namespace is asked for as one that lies in itself.
      const message = refusal(sim, account, { verb, group: groupOf(apiVersion), resource, namespace: apiVersion === 'v1' && kind === 'Namespace' ? name : namespace, name });
      if (message !== undefined) return { manifest, message: `${kind}/${namespace === '' ? '' : `${namespace}/`}${name} dry-run failed (Forbidden): ${resource} "${name}" is forbidden: ${message}` };
    }
  }
  return undefined;
}

/** Why a service account may not read Helm's releases in a namespace. */
export function cannotReadReleases(sim: Simulation, account: ServiceAccount, namespace: string): string | undefined {
  return isKnown(sim) ? refusal(sim, account, { verb: 'list', group: '', resource: 'secrets', namespace, name: '' }) : undefined;
}

/** False where a binding may come from a release that was not rendered, or from outside. */
function isKnown(sim: Simulation): boolean {
  return !surroundings(sim).unseen && !sim.request.config.external.some(({ kind }) => ['ServiceAccount', 'RoleBinding', 'ClusterRoleBinding'].includes(kind));
}

function refusal(sim: Simulation, account: ServiceAccount, asked: Request): string | undefined {
  const bindings = [
    ...[...rbac(sim, 'ClusterRoleBinding')].map((binding) => ({ binding, namespace: undefined })),
    ...[...rbac(sim, 'RoleBinding')].map((binding) => ({ binding, namespace: refOf(binding).namespace })),
  ];
  const allowed = bindings.some(({ binding, namespace }) => (namespace === undefined || (asked.namespace !== '' && namespace === asked.namespace))
    && objects(binding, 'subjects').some((subject) => isMeant(subject, account, namespace)) && grants(sim, binding, asked));
  if (allowed || isUnseenController(sim, account)) return undefined;
  return `User "${userOf(account)}" cannot ${asked.verb} resource "${asked.resource}" in API group "${asked.group}" ${asked.namespace === '' ? 'at the cluster scope' : `in the namespace "${asked.namespace}"`}`;
}

/** The account of a controller that something else installs, flux-operator or the chart of that, which binds it to cluster-admin. */
function isUnseenController(sim: Simulation, { namespace, name }: ServiceAccount): boolean {
  return ['kustomize-controller', 'helm-controller', 'flux-operator'].includes(name) && namespace === fluxNamespace(sim) && sim.state.get('apps', 'Deployment', namespace, name) === undefined;
}

function* rbac({ state }: Simulation, kind: string): Iterable<JsonObject> {
  for (const { object } of state.ofKind('rbac.authorization.k8s.io', kind)) yield object;
}

function userOf({ namespace, name }: ServiceAccount): string {
  return `system:serviceaccount:${namespace}:${name}`;
}

function isMeant(subject: JsonObject, account: ServiceAccount, bindingNamespace: string | undefined): boolean {
  const name = text(subject, 'name');
  switch (text(subject, 'kind')) {
    case 'ServiceAccount': return name === account.name && (text(subject, 'namespace') || bindingNamespace) === account.namespace;
    case 'User': return name === userOf(account);
    case 'Group': return ['system:serviceaccounts', `system:serviceaccounts:${account.namespace}`, 'system:authenticated'].includes(name);
    default: return false;
  }
}

/** The roles that every cluster has are taken by what they are for: admin and edit for all that lives in a namespace. */
function grants(sim: Simulation, binding: JsonObject, asked: Request): boolean {
  const kind = text(binding, 'roleRef', 'kind');
  const name = text(binding, 'roleRef', 'name');
  const role = sim.state.get('rbac.authorization.k8s.io', kind, kind === 'Role' ? refOf(binding).namespace : '', name)?.object;
  if (role === undefined) return name === 'cluster-admin' || (['admin', 'edit'].includes(name) && asked.namespace !== '');
  if (role['aggregationRule'] !== undefined) return true;
  return objects(role, 'rules').some((rule) => {
    const has = (field: string, wanted: string) => list(rule, field).some((value) => value === '*' || value === wanted);
    const names = list(rule, 'resourceNames');
    return has('verbs', asked.verb) && has('apiGroups', asked.group) && has('resources', asked.resource) && (names.length === 0 || names.includes(asked.name));
  });
}

/** `deployments`; undefined for a kind that nobody serves. */
function resourceOf({ request, state }: Simulation, apiVersion: string, kind: string): string | undefined {
  const known = request.api.resource(apiVersion, kind);
  if (known !== undefined) return known;
  for (const { object: crd } of state.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')) {
    if (text(crd, 'spec', 'group') === groupOf(apiVersion) && text(crd, 'spec', 'names', 'kind') === kind) return text(crd, 'spec', 'names', 'plural');
  }
  return undefined;
}
