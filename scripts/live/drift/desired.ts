import { getKey, isObject } from '../../lib/json.ts';
import { object, objects, text } from '../../lib/object.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { UnitResult } from '../../model/unit.ts';
import type { IgnoreRule } from './ignore.ts';

/** What Flux does about a difference: takes it back, only warns of it, or does not look. */
export type Correction = 'corrects' | 'warns' | 'leaves';

/** One object as git wants it, ready to be sent. */
export interface Desired {
  readonly manifest: Manifest;
  /** As Flux sends it (fluxcd/pkg/ssa normalize): Go's defaults of a port's protocol, a Secret's text as data. */
  readonly object: JsonObject;
  readonly manager: 'kustomize-controller' | 'helm-controller';
  readonly correction: Correction;
  readonly ignore: readonly IgnoreRule[];
  /** Flux deletes and makes anew what cannot be changed. */
  readonly force: boolean;
}

const kustomize = 'kustomize.toolkit.fluxcd.io';

/** The objects of the units that git wants, and why others are not compared. `fluxObject` finds the Flux object of a unit. */
export function desiredOf(units: readonly UnitResult[], fluxObject: (unit: UnitResult) => JsonObject | undefined): { readonly desired: readonly Desired[]; readonly notCompared: readonly string[] } {
  const desired: Desired[] = [];
  const notCompared: string[] = [];
  for (const unit of units) {
    const name = `${unit.id.kind}/${unit.id.namespace}/${unit.id.name}`;
    if (unit.outcome !== 'rendered') {
      notCompared.push(`${name} is ${unit.outcome} in git${unit.message === undefined ? '' : `: ${unit.message.split('\n', 1)[0]!.slice(0, 200)}`}`);
      continue;
    }
    const flux = fluxObject(unit);
    if (isObject(getKey(object(flux, 'spec'), 'kubeConfig') ?? null)) {
      notCompared.push(`${name} applies to another cluster (spec.kubeConfig)`);
      continue;
    }
    const isRelease = unit.id.kind === 'HelmRelease';
    const detection = object(flux, 'spec', 'driftDetection');
    const mode = text(detection, 'mode');
    for (const manifest of unit.manifests) {
      // Helm neither keeps hooks nor compares them; the namespace of createNamespace is made once.
      if (manifest.hooks !== undefined || unit.refused?.includes(manifest) === true || isMadeOnce(manifest)) continue;
      desired.push({
        manifest, object: normalized(manifest.object), manager: isRelease ? 'helm-controller' : 'kustomize-controller',
        correction: !isRelease || mode === 'enabled' ? 'corrects' : mode === 'warn' ? 'warns' : 'leaves',
        ignore: rulesOf(isRelease ? objects(detection, 'ignore') : objects(flux, 'spec', 'ignore')),
        force: !isRelease && (object(flux, 'spec')['force'] === true || anyMetadata(manifest.object, `${kustomize}/force`, 'enabled')),
      });
    }
  }
  return { desired, notCompared };
}

/** Why Flux does not touch an object, of which one label or annotation in git or in the cluster says so; undefined where it does. */
export function exempt({ object: wanted, manager }: Desired, live: JsonObject | undefined): string | undefined {
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

function isMadeOnce({ unit, object: body }: Manifest): boolean {
  return unit.kind === 'HelmRelease' && body['kind'] === 'Namespace' && text(body, 'metadata', 'labels', 'helm.toolkit.fluxcd.io/name') === '';
}

function rulesOf(rules: readonly JsonObject[]): IgnoreRule[] {
  return rules.map((rule) => ({ paths: (Array.isArray(rule['paths']) ? rule['paths'] : []).filter((path) => typeof path === 'string'), target: isObject(rule['target']) ? rule['target'] : undefined }));
}

function normalized(body: JsonObject): JsonObject {
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
