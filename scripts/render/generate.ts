import { at, list, object, objects, text } from '../lib/object.ts';
import { getKey, pointerToken, pointerTokens } from '../lib/json.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Origin, OriginOf } from '../model/origin.ts';
import type { Problem } from '../model/problem.ts';

/** A kustomization as Flux hands it to Kustomize, with the origin of its fields. */
export interface Generated {
  readonly data: JsonObject;
  readonly originOf: OriginOf;
  /** The name of the file, as `buildMetadata` notes it. */
  readonly fileName?: string;
}

/** The kustomization.yaml on disk, or the one that Flux makes up where there is none. */
export interface Base {
  readonly data: JsonObject;
  readonly originOf: OriginOf;
  readonly fileName?: string;
  /** True where Flux made it up. */
  readonly created: boolean;
  /** What is wrong with the file although Flux takes it. */
  readonly problems?: readonly Problem[];
}

/**
 * Merges a Flux Kustomization's spec into the kustomization of its path, as github.com/fluxcd/pkg/kustomize v1.35.6
 * GenerateManifest does before every build. `exists` tells whether a component's folder is there.
 * Returns the error's text, in upstream's words, where a component is not local.
 */
export function mergeSpec(base: Base, flux: Manifest, exists: (component: string) => boolean): Generated | { readonly error: string } {
  const data: JsonObject = { ...known(base.data) };
  const origins = new Map<string, OriginOf>();
  const spec = object(flux.object, 'spec');
  const fromSpec = (target: string, source: string) =>
    origins.set(target, (pointer) => flux.originOf(`/spec/${source}${pointer.slice(target.length)}`));

  // Without resources an empty build would be an error, so Flux asks for something harmless instead.
  if (!base.created && list(data, 'resources').length === 0) data['buildMetadata'] = ['originAnnotations'];
  for (const [field, key] of [['targetNamespace', 'namespace'], ['namePrefix', 'namePrefix'], ['nameSuffix', 'nameSuffix']] as const) {
    if (typeof spec[field] !== 'string') continue;
    data[key] = spec[field];
    fromSpec(`/${key}`, field);
  }
  const append = (key: string, items: readonly { readonly value: Json; readonly source: string }[]) => {
    if (items.length === 0) return;
    const before = list(data, key);
    data[key] = [...before, ...items.map(({ value }) => value)];
    items.forEach(({ source }, i) => fromSpec(`/${key}/${before.length + i}`, source));
  };
  append('patches', objects(spec, 'patches').map((patch, i) => ({ value: pick(patch, ['patch', 'target']), source: `patches/${i}` })));
  const components: { value: string; source: string }[] = [];
  for (const [i, component] of list(spec, 'components').entries()) {
    const path = String(component);
    if (!isLocalRelative(path)) return { error: `component path '${path}' must be local and relative` };
    if (spec['ignoreMissingComponents'] === true && !exists(path)) continue;
    components.push({ value: path, source: `components/${i}` });
  }
  append('components', components);
  append('patchesStrategicMerge', objects(spec, 'patchesStrategicMerge').map((patch, i) => ({ value: JSON.stringify(patch), source: `patchesStrategicMerge/${i}` })));
  append('patchesJson6902', objects(spec, 'patchesJson6902').map((patch, i) => ({
    value: { patch: JSON.stringify(at(patch, 'patch') ?? null), target: object(patch, 'target') }, source: `patchesJson6902/${i}`,
  })));
  mergeImages();
  const buildMetadata = list(spec, 'buildMetadata');
  if (buildMetadata.length > 0) {
    data['buildMetadata'] = [...buildMetadata];
    fromSpec('/buildMetadata', 'buildMetadata');
  }
  return { data, originOf: (pointer) => closest(origins, pointer)?.(pointer) ?? base.originOf(pointer), ...(base.fileName !== undefined && { fileName: base.fileName }) };

  /** The Kustomization's fields win, a new tag clears an old digest and the other way round. */
  function mergeImages(): void {
    const images = objects(data, 'images').map((image) => ({ ...image }));
    objects(spec, 'images').forEach((image, i) => {
      const found = images.findIndex((other) => other['name'] === image['name']);
      const index = found < 0 ? images.length : found;
      const merged: JsonObject = found < 0 ? { name: text(image, 'name') } : (images[found] as JsonObject);
      const take = (key: string) => {
        merged[key] = text(image, key);
        fromSpec(`/images/${index}/${key}`, `images/${i}/${key}`);
      };
      if (text(image, 'newName') !== '') take('newName');
      if (text(image, 'newTag') !== '' || text(image, 'digest') !== '') {
        take('newTag');
        take('digest');
      }
      if (found < 0) fromSpec(`/images/${index}`, `images/${i}`);
      images[index] = Object.fromEntries(Object.entries(merged).filter(([, value]) => value !== ''));
    });
    if (images.length > 0) data['images'] = images;
  }
}

/** The fields of Kustomize's own type: Flux reads the file into it and so drops what it does not know, without a word. */
export const kustomizationFields: readonly string[] = [
  'apiVersion', 'kind', 'metadata', 'openapi', 'namePrefix', 'nameSuffix', 'namespace', 'commonLabels', 'labels', 'commonAnnotations',
  'patchesStrategicMerge', 'patchesJson6902', 'patches', 'images', 'imageTags', 'replacements', 'replicas', 'vars', 'sortOptions', 'resources',
  'components', 'crds', 'bases', 'configMapGenerator', 'secretGenerator', 'helmGlobals', 'helmCharts', 'helmChartInflationGenerator',
  'generatorOptions', 'configurations', 'generators', 'transformers', 'validators', 'buildMetadata',
];

/** The field that Go's decoder reads a key into: names match whatever their case. */
export function fieldNamed(key: string): string | undefined {
  return kustomizationFields.find((name) => name === key) ?? kustomizationFields.find((name) => name.toLowerCase() === key.toLowerCase());
}

function known(data: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(data).flatMap(([key, value]) => {
    const name = fieldNamed(key);
    return name === undefined || isEmpty(value) ? [] : [[name, value]];
  }));
}

/** `omitempty`, on the way back from Go's type to YAML. */
function isEmpty(value: Json): boolean {
  return value === null || value === '' || (Array.isArray(value) && value.length === 0);
}

function pick(from: JsonObject, keys: readonly string[]): JsonObject {
  return Object.fromEntries(keys.flatMap((key) => {
    const value = getKey(from, key);
    return value === undefined || value === null ? [] : [[key, value]];
  }));
}

/** The origin registered for the pointer or the nearest of its ancestors. */
function closest(origins: ReadonlyMap<string, OriginOf>, pointer: string): OriginOf | undefined {
  const tokens = pointerTokens(pointer);
  for (let length = tokens.length; length > 0; length--) {
    const found = origins.get(tokens.slice(0, length).map((token) => `/${pointerToken(token)}`).join(''));
    if (found !== undefined) return found;
  }
  return undefined;
}

/** github.com/fluxcd/pkg/kustomize IsLocalRelativePath. */
function isLocalRelative(path: string): boolean {
  const lower = path.toLowerCase();
  if (['git::', 'gh:', 'ssh://', 'https://', 'http://', 'git@', 'github.com:', 'github.com/'].some((prefix) => lower.startsWith(prefix) && prefix.length < path.length)) return false;
  return !path.startsWith('/') && !lower.replace(/^file:\/\//, '').startsWith('/');
}

/** The origin of a made-up kustomization: the `path` of the Flux Kustomization that asked for it. */
export function madeUpOrigin(flux: Manifest): OriginOf {
  return (): Origin => {
    const origin = flux.originOf('/spec/path');
    return { ...origin, steps: [...origin.steps, { kind: 'generated', name: 'kustomization.yaml' }] };
  };
}

