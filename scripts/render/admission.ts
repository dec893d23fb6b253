import { atPointer, isObject, pointerTokens } from '../lib/json.ts';
import { groupOf, list, refOf, text } from '../lib/object.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ExternalInput } from '../model/cluster.ts';
import type { JsonObject } from '../model/json.ts';
import type { ClusterApi, Refusal } from './api.ts';
import type { State } from './state.ts';

/** What of a batch reaches the cluster, and why the rest does not. */
export interface Admitted {
  /** The whole batch in its order, with what of each object is sent. */
  readonly manifests: readonly Manifest[];
  /** Those of them that do not get there. */
  readonly refused: readonly Manifest[];
  /** The first refusal, in the words of a condition's message. */
  readonly message?: string;
  /** True where it may go away by itself: a kind or a namespace that another unit brings. Flux tries again. */
  readonly passing?: boolean;
}

/** Namespaces that every cluster has before Flux comes. */
const given = ['default', 'kube-system', 'kube-public', 'kube-node-lease', 'flux-system'];

/** What every cluster holds before Flux comes: its own Service, and the Namespaces that are declared to be there besides. */
export function givenObjects(external: readonly ExternalInput[]): JsonObject[] {
  const declared = external.filter(({ kind, name }) => kind === 'Namespace' && !name.includes('*')).map(({ name }) => name);
  const namespaces = [...new Set([...given, ...declared])].map((name): JsonObject => ({ apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { 'kubernetes.io/metadata.name': name } } }));
  return [...namespaces, { apiVersion: 'v1', kind: 'Service', metadata: { name: 'kubernetes', namespace: 'default' }, spec: { ports: [{ name: 'https', port: 443 }] } }];
}

/**
 * Applies a batch as kustomize-controller does: definitions (CRDs, Namespaces, ClusterRoles) first, then classes, then the
 * rest; one refusal keeps its whole stage and all later ones out (fluxcd/pkg/ssa manager_apply.go ApplyAllStaged).
 */
export function admitStaged(manifests: readonly Manifest[], api: ClusterApi, state: State, surroundings: Surroundings, force: boolean): Admitted {
  const stages: Manifest[][] = [[], [], []];
  for (const manifest of manifests) stages[stageOf(manifest)]?.push(manifest);
  const applied: Manifest[] = [];
  const sent = new Map<Manifest, Manifest>();
  const all = () => manifests.map((manifest) => sent.get(manifest) ?? manifest);
  for (const [i, stage] of stages.entries()) {
    const context = contextOf(state, applied, surroundings);
    const changed = new Map<Manifest, Manifest>();
    for (const manifest of stage) {
      const typed = isTyped(manifest, api);
      const body = manifest.sent ?? manifest.object;
      const refusals = api.refuses(body, context.definitions, changes(manifest, state, force));
      const refusal = refusalOf(manifest, api, context, typed ? refusals.filter(({ unknownField }) => !unknownField) : refusals);
      if (refusal !== undefined) return { manifests: all(), refused: stages.slice(i).flat(), ...refusal };
      const dropped = typed ? refusals.filter(({ unknownField }) => unknownField) : [];
      if (dropped.length > 0) changed.set(manifest, { ...manifest, sent: without(body, dropped.map(({ pointer }) => pointer)) });
    }
    for (const [manifest, less] of changed) sent.set(manifest, less);
    applied.push(...stage);
  }
  return { manifests: all(), refused: [] };
}

/** What another unit has put there under the same name; with `force` Flux deletes what it cannot change, and creates it. */
function changes({ object: body, unit }: Manifest, state: State, force: boolean): JsonObject | undefined {
  const { apiVersion, kind, namespace, name } = refOf(body);
  const there = state.get(groupOf(apiVersion), kind, namespace, name);
  if (there === undefined || force || there.object['apiVersion'] !== apiVersion || (there.unit.name === unit.name && there.unit.namespace === unit.namespace && there.unit.kind === unit.kind)) return undefined;
  const forced = [body, there.object].some((each) => (['labels', 'annotations'] as const).some((field) => text(each, 'metadata', field, 'kustomize.toolkit.fluxcd.io/force').toLowerCase() === 'enabled'));
  return forced ? undefined : there.object;
}

/**
 * Helm applies all objects of a release or none; unknown fields count, since the chart's text goes to the server, but where it is
 * told to create (`serverSideApply: false`): the server then drops them. It looks for the kinds of all objects before it sends the
 * first, so that only the CRDs of `crds/`, which go ahead, count for the others.
 */
export function admitRelease(ahead: readonly Manifest[], templated: readonly Manifest[], api: ClusterApi, state: State, surroundings: Surroundings, how: 'apply' | 'create' = 'apply'): Admitted {
  const manifests: Manifest[] = [...ahead, ...templated];
  const context = contextOf(state, [...ahead, ...templated.filter(({ object: body }) => text(body, 'kind') === 'Namespace')], surroundings);
  for (const [i, manifest] of manifests.entries()) {
    const told = api.refuses(manifest.object, context.definitions, undefined, how);
    const dropped = how === 'create' ? told.filter(({ unknownField }) => unknownField) : [];
    if (dropped.length > 0) manifests[i] = { ...manifest, sent: without(manifest.object, dropped.map(({ pointer }) => pointer)) };
    const refusal = refusalOf(manifest, api, context, told.filter((each) => !dropped.includes(each)));
    if (refusal !== undefined) return { manifests, refused: manifests, ...refusal, message: inHelmsWords(manifest, refusal) };
  }
  return { manifests, refused: [] };
}

/** Whether a declared CRD (`name: "*"`, `*.group` or its full name) brings a kind. */
export function declares(external: readonly ExternalInput[], group: string): boolean {
  return external.some(({ kind, name }) => kind === 'CustomResourceDefinition' && (name === '*' || name.slice(name.indexOf('.') + 1) === group));
}

/** What the cluster may hold beyond what the simulation has put into it. */
export interface Surroundings {
  readonly hasNamespace: (name: string) => boolean;
  /** True for a kind's group whose CRDs are declared to be there. */
  readonly hasGroup: (group: string) => boolean;
  /** True where a release that was not rendered may bring any kind and any namespace. */
  readonly unseen: boolean;
}

interface Refused {
  /** In kustomize-controller's words: the object, how far it came, the cause. */
  readonly message: string;
  readonly cause: string;
  readonly passing: boolean;
  readonly unknownKind?: true;
}

interface Context {
  readonly hasGroup: (group: string) => boolean;
  readonly unseen: boolean;
  readonly hasNamespace: (name: string) => boolean;
  readonly definitions: readonly Manifest['object'][];
}

function contextOf(state: State, batch: readonly Manifest[], { hasNamespace, hasGroup, unseen }: Surroundings): Context {
  const made = new Set(batch.filter(({ object: body }) => body['kind'] === 'Namespace').map(({ object: body }) => refOf(body).name));
  const definitions = [...state.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition'), ...batch.filter(({ object: body }) => body['kind'] === 'CustomResourceDefinition')].map((manifest) => manifest.object);
  return {
    definitions,
    unseen,
    hasGroup,
    hasNamespace: (name) => made.has(name) || state.get('', 'Namespace', '', name) !== undefined || hasNamespace(name),
  };
}

function stageOf({ object: body }: Manifest): number {
  const { kind, apiVersion } = refOf(body);
  if (kind === 'CustomResourceDefinition' || (kind === 'Namespace' && apiVersion === 'v1') || (kind === 'ClusterRole' && groupOf(apiVersion) === 'rbac.authorization.k8s.io')) return 0;
  return kind.endsWith('Class') ? 1 : 2;
}

/**
 * Kinds that kustomize-controller turns into Go's types and back on the way, which drops fields that they do not have: those
 * of client-go's scheme but Roles (fluxcd/pkg/ssa normalize.go UnstructuredListWithScheme).
 */
function isTyped({ object: body }: Manifest, api: ClusterApi): boolean {
  const { apiVersion, kind } = refOf(body);
  const isRole = apiVersion === 'rbac.authorization.k8s.io/v1' && (kind === 'Role' || kind === 'ClusterRole');
  return !isRole && !['apiextensions.k8s.io', 'apiregistration.k8s.io'].includes(groupOf(apiVersion)) && api.served.includes(`${apiVersion}/${kind}`);
}

/** A copy without the fields at these pointers. */
function without(value: JsonObject, pointers: readonly string[]): JsonObject {
  const copy = structuredClone(value);
  for (const pointer of pointers) {
    const cut = pointer.lastIndexOf('/');
    const holder = atPointer(copy, pointer.slice(0, cut));
    if (isObject(holder)) delete holder[pointerTokens(pointer).at(-1) as string];
  }
  return copy;
}

function refusalOf(manifest: Manifest, api: ClusterApi, context: Context, told: readonly Refusal[]): Refused | undefined {
  const { hasNamespace, hasGroup, unseen, definitions } = context;
  const { apiVersion, kind, namespace, name } = refOf(manifest.object);
  // A definition from outside, or from a release that was not rendered, may be newer than the one that we know of the kind.
  const own = api.served.includes(`${apiVersion}/${kind}`) || definitions.some((crd) => text(crd, 'spec', 'group') === groupOf(apiVersion) && text(crd, 'spec', 'names', 'kind') === kind);
  const refusals = own || !(unseen || hasGroup(groupOf(apiVersion))) ? told : told.filter(({ unknownKind }) => unknownKind);
  const title = `${kind}/${namespace === '' ? '' : `${namespace}/`}${name}`;
  const [refusal] = refusals;
  const decoding = refusals.find((each) => each.decoding);
  const refused = (how: string, cause: string, passing: boolean): Refused => ({ message: `${title} ${how}: ${cause}`, cause, passing });
  if (refusal?.unknownKind === true) return unseen || hasGroup(groupOf(apiVersion)) ? undefined : { ...refused('dry-run failed', `no matches for kind "${kind}" in version "${apiVersion}"`, true), unknownKind: true };
  if (list(manifest.object, 'metadata', 'managedFields').length > 0) return refused('dry-run failed (BadRequest)', 'metadata.managedFields must be nil', false);
  if (decoding !== undefined) return refused('dry-run failed', `${decoding.field}: ${decoding.message}`, false);
  const namespaced = api.namespaced(apiVersion, kind) ?? namespace !== '';
  if (namespaced && namespace === '') return refused('namespace not specified', 'the server could not find the requested resource', false);
  if (namespaced && !unseen && !hasNamespace(namespace)) return refused('not found', `namespaces "${namespace}" not found`, true);
  return refusal === undefined ? undefined : refused('dry-run failed (Invalid)', `${refusal.field}: ${refusal.message}`, false);
}

/** Helm's own words for a refusal (pkg/kube client.go). */
function inHelmsWords({ object: body }: Manifest, { cause, unknownKind }: Refused): string {
  const { apiVersion, kind, namespace, name } = refOf(body);
  if (unknownKind === true) return `unable to build kubernetes objects from release manifest: resource mapping not found for name: "${name}" namespace: "" from "": ${cause}\nensure CRDs are installed first`;
  return `server-side apply failed for object ${namespace}/${name} ${apiVersion.includes('/') ? '' : '/'}${apiVersion}, Kind=${kind}: ${cause}`;
}
