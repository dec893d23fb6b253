import { failBuild } from './failure.ts';
import type { RawSpec } from './facts.ts';
import { defaultFieldSpecs } from './facts.ts';
import type { Gvk } from './resource.ts';
import type { KMap, KNode, Spot } from './tree.ts';
import { byBytes } from '../lib/by-bytes.ts';
import { isNull } from './tree.ts';
import { boolField, knownFields, mapList, textField } from './read.ts';
import type { Shape } from './structs.ts';
import { asStruct, fieldSpecsShape } from './structs.ts';

/** Where a transformer works: the kinds it takes, and the path of the field. */
export interface FieldSpec {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly path: string;
  /** The path, split at its slashes. */
  readonly parts: readonly string[];
  readonly create?: boolean;
}

/** The fields in which a kind is referred to by name. */
export interface NameReference {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly fieldSpecs: readonly FieldSpec[];
}

/** `a/b\/c` as ['a', 'b/c']; kyaml's PathSplitter. */
export function splitPath(path: string, delimiter = '/'): string[] {
  let parts = path.split(delimiter);
  if (parts.length > 1 && parts[0] === '') parts = parts.slice(1);
  const joined: string[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (last?.endsWith('\\')) joined[joined.length - 1] = last.slice(0, -1) + delimiter + part;
    else joined.push(part);
  }
  return joined;
}

const simple = ['namePrefix', 'nameSuffix', 'namespace', 'commonLabels', 'labels', 'templateLabels', 'commonAnnotations', 'varReference', 'images', 'replicas'] as const;
type SpecField = (typeof simple)[number];

/** Kustomize's TransformerConfig. */
export type TransformerConfig = Readonly<Record<SpecField, readonly FieldSpec[]>> & { readonly nameReference: readonly NameReference[] };

export const emptyConfig: TransformerConfig = {
  namePrefix: [], nameSuffix: [], namespace: [], commonLabels: [], labels: [], templateLabels: [], commonAnnotations: [], varReference: [], images: [], replicas: [], nameReference: [],
};

/** Kinds that come first (negative) or last (positive) in Kustomize's legacy order. */
export const kindOrder: ReadonlyMap<string, number> = new Map([
  ...['Namespace', 'ResourceQuota', 'StorageClass', 'CustomResourceDefinition', 'ServiceAccount', 'PodSecurityPolicy', 'Role', 'ClusterRole', 'RoleBinding', 'ClusterRoleBinding', 'ConfigMap', 'Secret', 'Endpoints', 'Service', 'LimitRange', 'PriorityClass', 'PersistentVolume', 'PersistentVolumeClaim', 'Deployment', 'StatefulSet', 'CronJob', 'PodDisruptionBudget'].map((kind, i, all) => [kind, i - all.length] as const),
  ['MutatingWebhookConfiguration', 1],
  ['ValidatingWebhookConfiguration', 2],
]);

function sortKey(gvk: Partial<Gvk>): string {
  return `${gvk.group || '~G'}_${gvk.version || '~V'}_${gvk.kind || '~K'}`;
}

function byGvk(a: Partial<Gvk>, b: Partial<Gvk>): number {
  const order = (kindOrder.get(a.kind ?? '') ?? 0) - (kindOrder.get(b.kind ?? '') ?? 0);
  return order === 0 ? byBytes(sortKey(a), sortKey(b)) : order;
}

function selects(a: FieldSpec, b: FieldSpec): boolean {
  return a.path === b.path && (!b.group || a.group === b.group) && (!b.version || a.version === b.version) && (!b.kind || a.kind === b.kind);
}

/** FsSlice.MergeAll. */
export function mergeSpecs(base: readonly FieldSpec[], more: readonly FieldSpec[], spot?: Spot): readonly FieldSpec[] {
  if (more.length === 0 || more === base) return base;
  const merged = [...base];
  for (const spec of more) {
    const same = merged.find((other) => selects(other, spec));
    if (same === undefined) merged.push(spec);
    else if ((same.create ?? false) !== (spec.create ?? false)) failBuild(`two field specs for ${spec.path} differ in "create"`, spot);
  }
  return merged;
}

export function mergeConfigs(base: TransformerConfig, more: TransformerConfig, spot?: Spot): TransformerConfig {
  if (base === more || more === emptyConfig) return base;
  // The first specs win, which for the default ones is all of them; others can lose some.
  if (base === emptyConfig && more === defaultConfig) return more;
  const merged = {} as { -readonly [K in keyof TransformerConfig]: TransformerConfig[K] };
  for (const field of simple) merged[field] = mergeSpecs(base[field], more[field], spot).toSorted(byGvk);
  merged.nameReference = mergeReferences(base.nameReference, more.nameReference, spot).toSorted(byGvk);
  return merged;
}

function mergeReferences(base: readonly NameReference[], more: readonly NameReference[], spot: Spot | undefined): readonly NameReference[] {
  const merged = [...base];
  for (const reference of more) {
    let found = false;
    merged.forEach((other, i) => {
      if ((other.group ?? '') !== (reference.group ?? '') || (other.version ?? '') !== (reference.version ?? '') || (other.kind ?? '') !== (reference.kind ?? '')) return;
      merged[i] = { ...other, fieldSpecs: mergeSpecs(other.fieldSpecs, reference.fieldSpecs, spot) };
      found = true;
    });
    if (!found) merged.push(reference);
  }
  return merged;
}

export function makeSpec(raw: RawSpec): FieldSpec {
  const path = raw.path ?? '';
  return { group: raw.group ?? '', version: raw.version ?? '', kind: raw.kind ?? '', path, parts: splitPath(path), create: raw.create ?? false };
}

export function configFromData(data: Readonly<Record<string, readonly RawSpec[]>>): TransformerConfig {
  const config = { ...emptyConfig } as { -readonly [K in keyof TransformerConfig]: TransformerConfig[K] };
  for (const field of simple) config[field] = (data[field] ?? []).map(makeSpec).toSorted(byGvk);
  config.nameReference = (data['nameReference'] ?? []).map(({ group = '', version = '', kind = '', fieldSpecs = [] }) => ({ group, version, kind, fieldSpecs: fieldSpecs.map(makeSpec) })).toSorted(byGvk);
  return config;
}

export const defaultConfig: TransformerConfig = configFromData(defaultFieldSpecs);

const nameReferenceShape = { group: 'text', version: 'text', kind: 'text', fieldSpecs: fieldSpecsShape } as const;
const configShape: Shape = { ...Object.fromEntries(simple.map((field) => [field, fieldSpecsShape])), nameReference: [nameReferenceShape] };

/** A file of `configurations:`. */
export function readConfig(root: KNode): TransformerConfig {
  if (isNull(root)) return emptyConfig;
  if (root.type !== 'map') return failBuild('a transformer configuration is a mapping', root);
  const map = asStruct(root, configShape, true) as KMap;
  knownFields(map, 'a transformer configuration', [...simple, 'nameReference']);
  const data: Record<string, RawSpec[]> = {};
  for (const field of simple) data[field] = readSpecs(map, field);
  data['nameReference'] = mapList(map, 'nameReference').map((entry) => {
    knownFields(entry, 'an entry of nameReference', ['group', 'version', 'kind', 'fieldSpecs']);
    return { group: textField(entry, 'group'), version: textField(entry, 'version'), kind: textField(entry, 'kind'), fieldSpecs: readSpecs(entry, 'fieldSpecs') };
  });
  return configFromData(data);
}

/** A list of field specs in a field of configuration. */
export function readSpecs(map: KMap, key: string): RawSpec[] {
  return mapList(map, key).map((spec) => {
    knownFields(spec, 'a field spec', ['group', 'version', 'kind', 'path', 'create']);
    return { group: textField(spec, 'group'), version: textField(spec, 'version'), kind: textField(spec, 'kind'), path: textField(spec, 'path'), create: boolField(spec, 'create') };
  });
}
