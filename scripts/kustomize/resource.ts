import type { KMap, KNode, Spot } from './tree.ts';
import { emptyMap, fieldAt, fieldOf, isNilOrEmpty, isNull, itemOf, putField, removeField, scalar, settled } from './tree.ts';
import type { SchemaState } from './schemas.ts';

/** Group, version and kind as Kustomize selects by them; '' matches everything in a selector. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** kyaml's resid.ResId. */
export interface ResId extends Gvk {
  readonly name: string;
  readonly namespace: string;
  readonly clusterScoped: boolean;
}

/** One object on its way through a build, with what Kustomize keeps in internal annotations meanwhile. */
export interface Resource {
  root: KMap;
  /** Where the object was before the transformers, oldest first: what references still call it. */
  previous: { name: string; namespace: string; kind: string }[];
  prefixes: string[];
  suffixes: string[];
  allowNameChange: boolean;
  allowKindChange: boolean;
  needsHash: boolean;
  behavior: 'create' | 'merge' | 'replace' | undefined;
  /** Names of the vars that read from this object. */
  vars: string[];
  /** The kustomizations and the file that brought the object in, innermost first. */
  readonly via: readonly Spot[];
  /** What the build knows of kinds. */
  readonly schemas: SchemaState;
  current: ResId | undefined;
}

export function makeResource(root: KMap, via: readonly Spot[], schemas: SchemaState): Resource {
  return { root, schemas, previous: [], prefixes: [], suffixes: [], allowNameChange: false, allowKindChange: false, needsHash: false, behavior: undefined, vars: [], via, current: undefined };
}

export function splitApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0 ? { group: '', version: apiVersion } : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

const rawText = (node: KNode | undefined): string => (node?.type === 'scalar' ? node.text : '');

export const apiVersionOf = (resource: Resource): string => rawText(fieldOf(resource.root, 'apiVersion'));
export const kindOf = (resource: Resource): string => rawText(fieldOf(resource.root, 'kind'));

function metaText(root: KMap, key: string): string {
  const meta = fieldOf(root, 'metadata');
  const node = isNilOrEmpty(meta) ? undefined : fieldOf(meta, key);
  return isNilOrEmpty(node) ? '' : rawText(node);
}

export const nameOf = (resource: Resource): string => metaText(resource.root, 'name');
export const namespaceOf = (resource: Resource): string => metaText(resource.root, 'namespace');

export function makeId(apiVersion: string, kind: string, name: string, namespace: string, schemas: Pick<SchemaState, 'isClusterScoped'>): ResId {
  const { group, version } = splitApiVersion(apiVersion);
  return { group, version, kind, name, namespace, clusterScoped: schemas.isClusterScoped(apiVersion, kind) };
}

/** What the build knows of kinds, for ids of objects that may not be there. */
export function scopes(resources: readonly Resource[]): Pick<SchemaState, 'isClusterScoped'> {
  return resources[0]?.schemas ?? { isClusterScoped: () => false };
}

export function currentId(resource: Resource): ResId {
  return (resource.current ??= makeId(apiVersionOf(resource), kindOf(resource), nameOf(resource), namespaceOf(resource), resource.schemas));
}

/** To be called behind every change of apiVersion, kind, name or namespace. */
export function forgetId(resource: Resource): void {
  resource.current = undefined;
}

export function previousIds(resource: Resource): ResId[] {
  const { previous } = resource;
  if (previous.length === 0) return [];
  const apiVersion = apiVersionOf(resource);
  return previous.map((id) => makeId(apiVersion, id.kind, id.name, id.namespace, resource.schemas));
}

export function originalId(resource: Resource): ResId {
  const first = resource.previous[0];
  return first === undefined ? currentId(resource) : makeId(apiVersionOf(resource), first.kind, first.name, first.namespace, resource.schemas);
}

export function effectiveNamespace(id: ResId): string {
  if (id.clusterScoped) return '_non_namespaceable_';
  return id.namespace === '' ? 'default' : id.namespace;
}

export function sameId(a: ResId, b: ResId): boolean {
  return a.name === b.name && a.kind === b.kind && a.group === b.group && a.version === b.version && effectiveNamespace(a) === effectiveNamespace(b);
}

/** A key by which `sameId` can be looked up. */
export function idKey(id: ResId): string {
  return `${id.kind}\0${id.name}\0${effectiveNamespace(id)}\0${id.group}\0${id.version}`;
}

export function isSelected(id: Gvk, selector: { readonly group?: string; readonly version?: string; readonly kind?: string }): boolean {
  return (!selector.group || selector.group === id.group) && (!selector.version || selector.version === id.version) && (!selector.kind || selector.kind === id.kind);
}

/** `Deployment web/app` (name and namespace), for messages. */
export function idText(id: ResId): string {
  return `${id.kind === '' ? 'object' : id.kind} ${id.namespace === '' ? '' : `${id.namespace}/`}${id.name}`;
}

/** Kustomize's StorePreviousId. Its annotations make `metadata.annotations` exist, which JSON patches can see. */
export function storePreviousId(resource: Resource): void {
  const id = currentId(resource);
  resource.previous.push({ name: id.name, namespace: effectiveNamespace(id), kind: id.kind });
  annotationsMap(resource);
}

/** `metadata.annotations`, made where it is missing or null. */
export function annotationsMap(resource: Resource): KMap | undefined {
  const { root } = resource;
  let meta = fieldOf(root, 'metadata');
  if (meta === undefined || isNull(meta)) putField(root, 'metadata', (meta = emptyMap(root)), root);
  if (meta.type !== 'map') return undefined;
  let annotations = fieldOf(meta, 'annotations');
  if (annotations === undefined || isNull(annotations)) putField(meta, 'annotations', (annotations = emptyMap(meta)), meta);
  return annotations.type === 'map' ? annotations : undefined;
}

/** Sets `metadata.<key>` as kyaml's SetMapField does; '' removes the namespace. */
export function setMeta(resource: Resource, key: 'name' | 'namespace', text: string, spot?: Spot): void {
  forgetId(resource);
  let meta = fieldOf(resource.root, 'metadata');
  if (text === '' && key === 'namespace') {
    if (meta?.type === 'map') removeField(meta, key);
    return;
  }
  if (meta === undefined || isNull(meta)) putField(resource.root, 'metadata', (meta = emptyMap(resource.root)), resource.root);
  if (meta.type !== 'map') return;
  setScalar(meta, key, text, '', spot);
}

/** Sets a scalar field; the old one's style stays, and its place too where no other is given. */
export function setScalar(map: KMap, key: string, text: string, tag: string, spot?: Spot): void {
  const item = itemOf(map, key);
  if (item === undefined) {
    map.items.push({ key: scalar(key, '', 'plain', spot ?? map), value: settled(scalar(text, tag, 'plain', spot ?? map), tag, undefined) });
  } else if (item.value.type !== 'scalar' || item.value.text !== text || spot !== undefined) {
    item.value = settled(scalar(text, tag, 'plain', spot ?? item.value), tag, item.value);
  }
}

/** The entries of `metadata.labels` or `metadata.annotations`, as texts. */
export function metaMap(resource: Resource, key: 'labels' | 'annotations'): Map<string, string> {
  const map = fieldAt(resource.root, 'metadata', key);
  const entries = new Map<string, string>();
  if (map?.type === 'map') for (const item of map.items) if (!entries.has(item.key.text)) entries.set(item.key.text, rawText(item.value));
  return entries;
}
