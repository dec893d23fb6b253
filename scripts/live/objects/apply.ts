import { isObject } from '../../lib/json.ts';
import { object, refOf, text } from '../../lib/object.ts';
import type { UnitId } from '../../model/ids.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Call } from '../connect/index.ts';
import { pathOf, type ServedKind } from './discovery.ts';

/** The field manager under which Flux applies. */
export type Manager = 'kustomize-controller' | 'helm-controller' | 'flux-operator';

export function managerOf({ kind }: Pick<UnitId, 'kind'>): Manager {
  return { Kustomization: 'kustomize-controller', HelmRelease: 'helm-controller', ResourceSet: 'flux-operator' }[kind] as Manager;
}

const kustomize = 'kustomize.toolkit.fluxcd.io';

/** The requests that Flux makes of an object: how it lives, and what an apply would make of it. The second one changes nothing. */
export function requestsFor(body: JsonObject, served: ServedKind, manager: Manager): { readonly read: Call; readonly apply: Call } {
  const { namespace, name } = refOf(body);
  const own = served.namespaced ? namespace || 'default' : '';
  const path = pathOf(served, own, name);
  const asked = { resource: served.resource, group: served.group, name, ...(own !== '' && { namespace: own }) };
  return {
    read: { path, asked: { ...asked, verb: 'get' } },
    apply: { method: 'PATCH', path: `${path}?dryRun=All&force=true&fieldManager=${manager}`, contentType: 'application/apply-patch+yaml', body, asked: { ...asked, verb: 'patch' } },
  };
}

/** Why Flux does not touch an object, of which one label or annotation in git or in the cluster says so; undefined where it does. */
export function exempt({ object: wanted, manager }: { readonly object: JsonObject; readonly manager: Manager }, live: JsonObject | undefined): string | undefined {
  const either = (key: string, value: string): boolean => anyMetadata(wanted, key, value) || (live !== undefined && anyMetadata(live, key, value));
  if (manager === 'helm-controller') return either('helm.toolkit.fluxcd.io/driftDetection', 'disabled') ? 'helm.toolkit.fluxcd.io/driftDetection: disabled' : undefined;
  if (either(`${kustomize}/reconcile`, 'disabled')) return `${kustomize}/reconcile: disabled`;
  if (either(`${kustomize}/ssa`, 'Ignore')) return `${kustomize}/ssa: Ignore`;
  return live !== undefined && anyMetadata(wanted, `${kustomize}/ssa`, 'IfNotPresent') ? `${kustomize}/ssa: IfNotPresent` : undefined;
}

/** As fluxcd/pkg/ssa AnyInMetadata: a label or an annotation, in any case. */
export function anyMetadata(body: JsonObject, key: string, value: string): boolean {
  return ['labels', 'annotations'].some((part) => text(body, 'metadata', part, key).toLowerCase() === value.toLowerCase());
}

/** An object as Flux sends it (fluxcd/pkg/ssa normalize): without status, Go's defaults of a port's protocol, a Secret's text as data. */
export function asSent(body: JsonObject): JsonObject {
  const { status, ...rest } = body;
  const kept = body['kind'] === 'CustomResourceDefinition' && status !== undefined ? { ...rest, status } : rest;
  if (body['apiVersion'] === 'v1' && body['kind'] === 'Secret' && isObject(body['stringData'])) {
    const { stringData, ...secret } = kept;
    const encoded = Object.fromEntries(Object.entries(stringData as JsonObject).map(([key, value]) => [key, Buffer.from(String(value)).toString('base64')]));
    return { ...secret, data: { ...object(body, 'data'), ...encoded } };
  }
  if (body['apiVersion'] === 'v1' && body['kind'] === 'Service') return withProtocols(kept, ['spec']) as JsonObject;
  const template = body['kind'] === 'CronJob' ? ['spec', 'jobTemplate', 'spec', 'template', 'spec'] : body['kind'] === 'Pod' ? ['spec'] : ['spec', 'template', 'spec'];
  return /^(v1|apps\/v1|batch\/v1)$/.test(String(body['apiVersion'])) ? withProtocols(kept, template, 'containers') as JsonObject : kept;
}

/** `protocol: TCP` on the ports below a path, of each item of `list` where one is named. */
function withProtocols(value: Json, path: readonly string[], list?: string): Json {
  if (!isObject(value)) return value;
  const [key, ...rest] = path;
  if (key !== undefined) return Object.hasOwn(value, key) ? { ...value, [key]: withProtocols(value[key]!, rest, list) } : value;
  if (list !== undefined) return Array.isArray(value[list]) ? { ...value, [list]: value[list].map((item) => withProtocols(item, [])) } : value;
  return Array.isArray(value['ports']) ? { ...value, ports: value['ports'].map((port) => (isObject(port) && !Object.hasOwn(port, 'protocol') ? { ...port, protocol: 'TCP' } : port)) } : value;
}
