import { jsonKey, resolveScalar } from '../lib/yaml/index.ts';
import { didYouMean, failBuild, renameField } from './failure.ts';
import type { KMap, KNode, KScalar } from './tree.ts';
import { fieldOf, isNull } from './tree.ts';

/**
 * Typed reading of configuration, with Kustomize's strictness: sigs.k8s.io/yaml decodes into Go structs, so that `yes`,
 * `1.10` and `true` are no texts, and unknown fields are errors.
 */

/** What a plain value is, for messages. */
function kindName(node: KNode): string {
  if (node.type !== 'scalar') return node.type === 'map' ? 'a mapping' : 'a list';
  const resolved = resolveScalar(node, 'sigs');
  switch (typeof resolved?.value) {
    case 'boolean': return `the boolean ${node.text}`;
    case 'number': case 'bigint': return `the number ${node.text}`;
    default: return 'a text';
  }
}

export function asText(node: KNode, field: string): string {
  if (isNull(node)) return '';
  const resolved = node.type === 'scalar' ? resolveScalar(node, 'sigs') : undefined;
  const text = resolved?.kind === 'timestamp' && node.type === 'scalar' ? node.text : resolved?.value;
  if (typeof text === 'string') return text;
  return failBuild(`${field} is a text, not ${kindName(node)}`, node, node.type === 'scalar' ? { help: `put it into quotes: "${node.text}"` } : {});
}

export function textField(map: KMap, key: string): string {
  const node = fieldOf(map, key);
  return node === undefined ? '' : asText(node, key);
}

export function boolField(map: KMap, key: string): boolean {
  const node = fieldOf(map, key);
  if (node === undefined || isNull(node)) return false;
  const value = node.type === 'scalar' ? resolveScalar(node, 'sigs')?.value : undefined;
  return typeof value === 'boolean' ? value : failBuild(`${key} is true or false, not ${kindName(node)}`, node);
}

export function intField(map: KMap, key: string): bigint {
  const node = fieldOf(map, key);
  if (node === undefined || isNull(node)) return 0n;
  const value = node.type === 'scalar' ? resolveScalar(node, 'sigs')?.value : undefined;
  if (typeof value === 'bigint' || (typeof value === 'number' && Number.isSafeInteger(value))) return BigInt(value);
  return failBuild(`${key} is a whole number, not ${kindName(node)}`, node);
}

export function listField(map: KMap, key: string): readonly KNode[] {
  const node = fieldOf(map, key);
  if (node === undefined || isNull(node)) return [];
  return node.type === 'seq' ? node.items : failBuild(`${key} is a list, not ${kindName(node)}`, node);
}

export function mapField(map: KMap, key: string): KMap | undefined {
  const node = fieldOf(map, key);
  if (node === undefined || isNull(node)) return undefined;
  return node.type === 'map' ? node : failBuild(`${key} is a mapping, not ${kindName(node)}`, node);
}

export function mapList(map: KMap, key: string): readonly KMap[] {
  return listField(map, key).map((item) => (item.type === 'map' ? item : failBuild(`an entry of ${key} is a mapping, not ${kindName(item)}`, item)));
}

/** A text with the node that holds it, for places. */
export interface TextAt {
  readonly text: string;
  readonly node: KScalar;
}

export function textList(map: KMap, key: string): readonly TextAt[] {
  return listField(map, key).map((node) => {
    const text = asText(node, `an entry of ${key}`);
    return { text, node: node as KScalar };
  });
}

/** A mapping of texts, such as labels. */
export function textPairs(map: KMap, key: string): { readonly key: string; readonly value: KScalar }[] {
  const node = mapField(map, key);
  return (node?.items ?? []).map((item) => {
    asText(item.value, `${key}.${item.key.text}`);
    // Keys go through sigs.k8s.io/yaml too: `n` becomes "false".
    const name = jsonKey(item.key, 'sigs');
    if (name === undefined) return failBuild(`a key of ${key} is a text`, item.key);
    return { key: name, value: isNull(item.value) ? ({ ...item.value, text: '' } as KScalar) : (item.value as KScalar) };
  });
}

/**
 * Ends the build at a field that a struct of Kustomize does not have. Go's decoder matches names whatever their case
 * and the last of several wins: the mapping is changed so that the readers above see it the same way.
 */
export function knownFields(map: KMap, what: string, known: readonly string[]): void {
  let strange = false;
  const seen = new Set<string>();
  for (const { key } of map.items) {
    if (!known.includes(key.text) || seen.has(key.text)) strange = true;
    seen.add(key.text);
  }
  if (!strange) return;
  const last = new Map<string, KMap['items'][number]>();
  // The decoder sees the names in the order of their bytes.
  for (const { key, value } of map.items.toSorted((a, b) => (a.key.text < b.key.text ? -1 : a.key.text > b.key.text ? 1 : 0))) {
    const name = known.find((each) => each === key.text) ?? known.find((each) => each.toLowerCase() === key.text.toLowerCase());
    if (name === undefined) return failBuild(`${what} has no field ${didYouMean(key.text, known)}`, key, { fix: renameField(key.text, known, map.items.map((item) => item.key.text)) });
    last.set(name, { key: { ...key, text: name }, value });
  }
  map.items = [...last.values()];
}
