import { isBuiltinGroup } from '../../lib/kubernetes/kind.ts';
import { isObject } from '../../lib/json.ts';
import { object, text } from '../../lib/object.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Client, isFinal, type Result } from '../connect/index.ts';
import { discover, type Discovery, type ServedKind } from '../objects/discovery.ts';
import { list } from '../objects/list.ts';
import { notEstablished } from '../objects/unserved.ts';

/** What a cluster told of itself, before it is made compact. */
export interface Gathered {
  readonly version: string;
  readonly discovery: Discovery;
  /** OpenAPI v3 documents of the built-in groups. */
  readonly openApi: readonly JsonObject[];
  readonly crds: readonly JsonObject[];
  /** Reduced to what a manifest would say. */
  readonly objects: readonly JsonObject[];
  readonly notRead: readonly string[];
}

/** What validate can use of a cluster, by group and kind. */
const wanted: readonly (readonly [string, string])[] = [
  ['', 'Namespace'], ['', 'LimitRange'], ['', 'ResourceQuota'], ['storage.k8s.io', 'StorageClass'], ['networking.k8s.io', 'IngressClass'],
  ['scheduling.k8s.io', 'PriorityClass'], ['node.k8s.io', 'RuntimeClass'],
  ['admissionregistration.k8s.io', 'ValidatingAdmissionPolicy'], ['admissionregistration.k8s.io', 'ValidatingAdmissionPolicyBinding'],
  ['admissionregistration.k8s.io', 'MutatingAdmissionPolicy'], ['admissionregistration.k8s.io', 'MutatingAdmissionPolicyBinding'],
];

/** Reads everything that validate can use. What is forbidden is left out and named in `notRead`; a cluster that is gone is a failure. */
export async function gather(client: Client, onProgress: (line: string) => void = () => undefined): Promise<Result<Gathered>> {
  const discovery = await discover(client);
  if (!discovery.ok) return discovery;
  const notRead = discovery.value.stale.map((apiVersion) => `${apiVersion}: its API server does not answer`);
  onProgress('OpenAPI');
  const index = await client.send({ path: '/openapi/v3' });
  if (!index.ok && isFinal(index.failure)) return index;
  if (!index.ok) notRead.push(`the schemas of built-in kinds: ${index.failure.message}`);
  const paths = Object.entries(index.ok ? object(index.value, 'paths') : {}).filter(([path]) => isBuiltinPath(path)).map(([, entry]) => text(entry, 'serverRelativeURL'));
  const openApi = await Promise.all(paths.map((path) => client.send({ path })));
  for (const answer of openApi) {
    if (!answer.ok && isFinal(answer.failure)) return answer;
    if (!answer.ok) notRead.push(`the schemas of built-in kinds: ${answer.failure.message}`);
  }
  const read = async (kind: ServedKind): Promise<Result<JsonObject[]>> => {
    onProgress(kind.kind);
    const found = await list(client, kind);
    if (!found.ok && !isFinal(found.failure)) notRead.push(`${kind.resource}: ${found.failure.message}`);
    return found;
  };
  const definition = discovery.value.preferred('apiextensions.k8s.io', 'CustomResourceDefinition');
  const crds = definition === undefined ? { ok: true as const, value: [] } : await read(definition);
  if (!crds.ok && isFinal(crds.failure)) return crds;
  if (crds.ok) notRead.push(...crds.value.flatMap((crd) => notEstablished(crd)?.replace(/^its /, '') ?? []).map((line) => `a kind that is not served: ${line}`));
  const objects: JsonObject[] = [];
  for (const [group, kind] of wanted) {
    const served = discovery.value.preferred(group, kind);
    if (served === undefined) continue;
    const found = await read(served);
    if (!found.ok && isFinal(found.failure)) return found;
    if (found.ok) objects.push(...found.value.filter((each) => !isFromGit(each)).map(asManifest));
  }
  return {
    ok: true,
    value: {
      version: client.version, discovery: discovery.value, notRead, objects,
      openApi: openApi.flatMap((answer) => (answer.ok ? [answer.value] : [])), crds: crds.ok ? crds.value.filter((crd) => !isFromGit(crd) && notEstablished(crd) === undefined) : [],
    },
  };
}

/** `api/v1`, `apis/apps/v1` */
function isBuiltinPath(path: string): boolean {
  const [, group] = /^apis\/([^/]+)\/[^/]+$/.exec(path) ?? [undefined, path === 'api/v1' ? '' : undefined];
  return group !== undefined && isBuiltinGroup(group);
}

/** Applied by Flux from git, where validate finds it. */
function isFromGit(body: JsonObject): boolean {
  const labels = object(body, 'metadata', 'labels');
  return Object.hasOwn(labels, 'kustomize.toolkit.fluxcd.io/name') || Object.hasOwn(labels, 'helm.toolkit.fluxcd.io/name');
}

/** Without what the server wrote, and without annotations but those that mean something to it (default classes). */
function asManifest(body: JsonObject): JsonObject {
  const { metadata, status: _, ...rest } = body;
  const kept = (key: string, keep: (name: string) => boolean): JsonObject => Object.fromEntries(Object.entries(object(metadata, key)).filter(([name]) => keep(name)).sort(([a], [b]) => (a < b ? -1 : 1)));
  const labels = kept('labels', (name) => name !== 'kubernetes.io/metadata.name');
  const annotations = kept('annotations', (name) => /(^|\.)kubernetes\.io\//.test(name) && !name.startsWith('kubectl.') && !name.startsWith('deployment.'));
  const spec = isObject(rest['spec']) && body['kind'] === 'Namespace' ? {} : rest;
  return {
    apiVersion: body['apiVersion']!, kind: body['kind']!,
    metadata: {
      name: text(metadata, 'name'), ...(text(metadata, 'namespace') !== '' && { namespace: text(metadata, 'namespace') }),
      ...(Object.keys(labels).length > 0 && { labels }), ...(Object.keys(annotations).length > 0 && { annotations }),
    },
    ...spec,
  };
}
