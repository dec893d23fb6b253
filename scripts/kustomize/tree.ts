import type { ScalarStyle, YNode, YScalar, YamlSource } from '../lib/yaml/index.ts';
import { resolvePlain } from '../lib/yaml/index.ts';
import type { OriginKind, OriginOf } from '../model/origin.ts';

/**
 * The tree that a build changes. Scalars are those of the source layer and never change, so that files can be shared
 * between builds; mappings and lists are copied when a resource is loaded and changed in place.
 */
export type KNode = KScalar | KMap | KSeq;
export type KScalar = YScalar;

export interface KItem {
  key: KScalar;
  value: KNode;
}

export interface KMap {
  readonly type: 'map';
  items: KItem[];
  readonly start: number;
  readonly end: number;
  readonly source: YamlSource;
  readonly tag: string;
  readonly anchor: undefined;
  readonly flow: boolean;
}

export interface KSeq {
  readonly type: 'seq';
  items: KNode[];
  readonly start: number;
  readonly end: number;
  readonly source: YamlSource;
  readonly tag: string;
  readonly anchor: undefined;
  readonly flow: boolean;
}

/** YAML inside of a scalar of another text: an inline patch. */
export interface InlineSource extends YamlSource {
  readonly inside: KScalar;
}

/** A field of a kustomization that was given as data; only its giver knows where it is written. */
export interface DataSource extends YamlSource {
  readonly originOf: OriginOf;
  readonly pointer: string;
  /** See `GivenKustomization.scalarAt`. */
  readonly scalarAt?: (pointer: string) => YScalar | undefined;
}

/** What a step of the build made: a source of its own, with the field's text before. `start` of its nodes is its place. */
export interface StepSource extends YamlSource {
  readonly base: YamlSource;
  /** Nobody wrote the text: only the file that led to it is told. */
  readonly wholeFile?: boolean;
  readonly step: OriginKind;
  readonly name: string | undefined;
  /** The scalar that the step replaced or built upon. */
  readonly before: KScalar | undefined;
  /** The steps of a chain whose text comes from elsewhere: where a replacement's value was read. */
  readonly from: KScalar | undefined;
}

/** A place in a text, as steps hand it on to what they make. */
export interface Spot {
  readonly source: YamlSource;
  readonly start: number;
  readonly end: number;
}

export const nowhere: Spot = { source: { file: '', text: '' }, start: 0, end: 0 };

export function scalar(text: string, tag: string, style: ScalarStyle, spot: Spot): KScalar {
  return { type: 'scalar', start: spot.start, end: spot.end, source: spot.source, tag, anchor: undefined, text, style };
}

export function emptyMap(spot: Spot): KMap {
  return { type: 'map', items: [], start: spot.start, end: spot.end, source: spot.source, tag: '', anchor: undefined, flow: false };
}

export function emptySeq(spot: Spot): KSeq {
  return { type: 'seq', items: [], start: spot.start, end: spot.end, source: spot.source, tag: '', anchor: undefined, flow: false };
}

/** `!!str`, `!!int` ... as yaml.v3 tags a scalar when it parses it. */
export function tagOf(node: KScalar): string {
  if (node.tag !== '' && node.tag !== '!') return node.tag;
  if (node.style !== 'plain' || node.tag === '!') return '!!str';
  return `!!${resolvePlain(node.text, 'kyaml').kind}`;
}

export function isNull(node: KNode | undefined): boolean {
  if (node === undefined) return true;
  if (node.type !== 'scalar') return false;
  if (node.tag === '!!null') return true;
  if (node.tag !== '' || node.style !== 'plain') return false;
  const { text } = node;
  return text === '' || text === '~' || text === 'null' || text === 'Null' || text === 'NULL';
}

/** kyaml's IsNilOrEmpty: missing, null, or a collection without items. */
export function isNilOrEmpty(node: KNode | undefined): boolean {
  return node === undefined || (node.type === 'scalar' ? isNull(node) : node.items.length === 0);
}

export function textOf(node: KNode | undefined): string {
  return node?.type === 'scalar' && !isNull(node) ? node.text : '';
}

export function itemOf(node: KNode | undefined, key: string): KItem | undefined {
  if (node?.type !== 'map') return undefined;
  const { items } = node;
  for (let i = 0; i < items.length; i++) {
    const item = items[i];
    if (item !== undefined && item.key.text === key) return item;
  }
  return undefined;
}

export function fieldOf(node: KNode | undefined, key: string): KNode | undefined {
  return itemOf(node, key)?.value;
}

export function fieldAt(node: KNode | undefined, ...path: string[]): KNode | undefined {
  let at = node;
  for (const key of path) at = fieldOf(at, key);
  return at;
}

export function removeField(map: KMap, key: string): void {
  const at = map.items.findIndex((item) => item.key.text === key);
  if (at >= 0) map.items.splice(at, 1);
}

/** Sets a field whatever was there before; a new one goes to the end. */
export function putField(map: KMap, key: string, value: KNode, keySpot: Spot = value): void {
  const item = itemOf(map, key);
  if (item !== undefined) item.value = value;
  else map.items.push({ key: scalar(key, '', 'plain', keySpot), value });
}

/** Whether a plain text would be no string in YAML 1.1 (kyaml's IsValueNonString). */
export function isOldNonString(text: string): boolean {
  if (text === '' || text.includes('\n')) return false;
  const { kind } = resolvePlain(text, 'sigs');
  return kind !== 'str' && kind !== 'merge' && kind !== 'timestamp';
}

/**
 * A scalar as kyaml's FieldSetter puts it where `old` is, and as yaml.v3 encodes it then: the style of the old one
 * stays, and a tag that the text implies is dropped, so that 80 in the place of "8080" becomes a string. `tag` is the
 * one that the Go node carries: '' for a new node, `tagOf(value)` for one that was parsed.
 */
export function settled(value: KScalar, tag: string, old: KNode | undefined): KScalar {
  let style = value.style;
  if (old !== undefined) style = old.type === 'scalar' ? old.style : 'plain';
  else if ((tag === '' || tag === '!!str') && style === 'plain' && isOldNonString(value.text)) style = 'double';
  let kept = tag;
  if (tag !== '' && `!!${resolvePlain(value.text, 'kyaml').kind}` === tag) kept = '';
  else if (tag === '!!str' && style !== 'plain') kept = '';
  return style === value.style && kept === value.tag ? value : { ...value, style, tag: kept };
}

export function copyTree(node: KNode): KNode {
  if (node.type === 'scalar') return node;
  if (node.type === 'seq') return { ...node, items: node.items.map(copyTree) };
  return { ...node, items: node.items.map((item) => ({ key: item.key, value: copyTree(item.value) })) };
}

/** A text that is equal for equal trees, but for one field. */
export function snapshot(node: KNode, except: readonly string[]): string {
  if (node.type === 'scalar') return JSON.stringify([node.text, node.style, node.tag]);
  if (node.type === 'seq') return `[${node.items.map((item) => snapshot(item, [])).join()}]`;
  const [first, ...rest] = except;
  const items = node.items.filter(({ key }) => key.text !== first || rest.length > 0);
  return `{${items.map(({ key, value }) => `${JSON.stringify(key.text)}:${snapshot(value, key.text === first ? rest : [])}`).join()}}`;
}

/** Every scalar of a tree with what `change` makes of it. */
export function mapScalars(node: KNode, change: (scalar: KScalar) => KScalar): KNode {
  if (node.type === 'scalar') return change(node);
  if (node.type === 'seq') node.items = node.items.map((item) => mapScalars(item, change));
  else for (const item of node.items) item.value = mapScalars(item.value, change);
  return node;
}

/** A tree is structurally one of the source layer, so `toJson` and `nodeAt` take it. */
export function asYaml(node: KNode): YNode {
  return node as YNode;
}
