import type { RE2JS } from 're2js';
import { compileRe2 } from '../lib/re2.ts';
import { parseYaml, toJson } from '../lib/yaml/index.ts';
import { splitPath } from './config.ts';
import { failBuild } from './failure.ts';
import type { Slot } from './fieldspec.ts';
import { toTree } from './load.ts';
import type { KNode, KScalar } from './tree.ts';
import { asYaml, emptyMap, emptySeq, fieldOf, isNull, itemOf, scalar } from './tree.ts';

/** kyaml's SmarterPathSplitter with dots: `a.[b=c.d].e`, `a.[b.c].d`. */
export function smartSplit(path: string): string[] {
  const parts: string[] = [];
  const split = splitPath(path, '.');
  for (let i = 0; i < split.length; i++) {
    const part = split[i] as string;
    if (!part.startsWith('[') || part.endsWith(']')) {
      parts.push(part);
      continue;
    }
    const bracketed = [part];
    while (i < split.length - 1) {
      const next = split[++i] as string;
      bracketed.push(next);
      if (next.endsWith(']')) break;
    }
    const joined = bracketed.join('.');
    parts.push(joined.includes('=') ? joined : joined.replace(/^[[\]]+|[[\]]+$/g, ''));
  }
  return parts;
}

const isIndex = (part: string): boolean => /^[-+]?\d+$/.test(part) && Number(part) >= 0;
const isListPart = (part: string): boolean => part.startsWith('[') && part.endsWith(']');

function splitListPart(part: string, spot: KNode): { key: string; value: string } {
  const inner = part.slice(1, -1);
  const equals = inner.indexOf('=');
  if (equals < 0) return failBuild(`"${part}" is no way into a list; write [key=value]`, spot);
  return { key: inner.slice(0, equals), value: inner.slice(equals + 1) };
}

/** kyaml's PathGetter without creation. */
export function lookup(root: KNode, path: readonly string[], spot: KNode): KNode | undefined {
  let at: KNode | undefined = root;
  for (const raw of path) {
    const part = raw.trim();
    if (part === '') continue;
    if (at === undefined) return undefined;
    if (part === '-' || /^[-+]?\d+$/.test(part)) {
      if (isNull(at)) return undefined;
      if (at.type !== 'seq') return failBuild(`${part} is an index, but there is no list at this point of the path`, spot);
      if (Number(part) < 0) return failBuild(`the index ${part} is negative`, spot);
      at = part === '-' ? at.items.at(-1) : at.items[Number(part)];
    } else if (part === '*') return failBuild('"*" cannot stand in the path of a source', spot);
    else if (isListPart(part)) {
      const { key, value } = splitListPart(part, spot);
      if (isNull(at)) return undefined;
      if (at.type !== 'seq') return failBuild(`${part} looks into a list, but there is none at this point of the path`, spot);
      at = at.items.find((item) => (key === '' ? item.type === 'scalar' && item.text === value : matchesField(item, key, value)));
    } else {
      if (isNull(at)) return undefined;
      if (at.type !== 'map') return failBuild(`${part} is a field, but there is no mapping at this point of the path`, spot);
      at = fieldOf(at, part);
    }
  }
  return at;
}

function matchesField(item: KNode, key: string, value: string): boolean {
  const field = fieldOf(item, key);
  return field?.type === 'scalar' && field.text === value;
}

export type Kind = 'map' | 'seq' | 'scalar';

/** `fresh`: made on the way here, so that it has no type yet. */
export type Target = Slot & { readonly fresh?: boolean };

/** kyaml's PathMatcher: every field that the path leads to, made where `create` says of which kind. */
export function match(slot: Target, path: readonly string[], create: Kind | undefined, spot: KNode): Target[] {
  const [part, ...rest] = path;
  if (part === undefined) return [slot];
  const node = slot.value;
  if (isIndex(part)) return matchIndex(node, Number(part), rest, create, spot);
  if (isListPart(part)) return matchList(node, part, rest, create, spot);
  if (part === '*') {
    if (isNull(node)) return [];
    if (node.type !== 'seq') return failBuild('"*" looks into a list, but there is none at this point of the path', spot);
    return node.items.flatMap((item, i) => match({ value: item, set: (value) => void (node.items[i] = value) }, rest, create, spot));
  }
  if (isNull(node)) return [];
  if (node.type !== 'map') return failBuild(`${part} is a field, but there is no mapping at this point of the path`, spot);
  let item = itemOf(node, part);
  const fresh = item === undefined;
  if (item === undefined) {
    if (create === undefined) return [];
    node.items.push((item = { key: scalar(part, '', 'plain', spot), value: made(rest[0], create, spot) }));
  }
  const found = item;
  if (found.value.type === 'scalar' && rest.length > 0 && !fresh) return matchInText(found.value, rest, create, spot);
  return match({ value: found.value, set: (value) => void (found.value = value), fresh }, rest, create, spot);
}

/** Kustomize finds fields in the text of a scalar here, but changes a copy of it only; `setInText` is what changes it. */
function matchInText(node: KScalar, rest: readonly string[], create: Kind | undefined, spot: KNode): Target[] {
  const { documents, errors } = parseYaml(node.text, '', true);
  const root = documents[0]?.root;
  if (errors.length > 0 || root === undefined) return failBuild(`${rest.join('.')} leads into a text that is no YAML`, spot);
  return match({ value: toTree(root), set: () => undefined }, rest, create, spot).map((slot) => ({ ...slot, set: () => undefined }));
}

function made(next: string | undefined, create: Kind, spot: KNode): KNode {
  const kind = next === undefined ? create : isListPart(next) || isIndex(next) ? 'seq' : 'map';
  return kind === 'map' ? emptyMap(spot) : kind === 'seq' ? emptySeq(spot) : scalar('', '!!str', 'plain', spot);
}

function matchIndex(node: KNode, index: number, rest: readonly string[], create: Kind | undefined, spot: KNode): Target[] {
  if (node.type !== 'seq') return failBuild(`${index} is an index, but there is no list at this point of the path`, spot);
  if (node.items.length === index && create !== undefined) node.items.push(made(rest[0], create, spot));
  const item = node.items[index];
  if (item === undefined) return failBuild(`there is no item ${index}: the list has ${node.items.length}`, spot);
  return match({ value: item, set: (value) => void (node.items[index] = value) }, rest, create, spot);
}

function matchList(node: KNode, part: string, rest: readonly string[], create: Kind | undefined, spot: KNode): Target[] {
  const { key, value } = splitListPart(part, spot);
  if (isNull(node)) return [];
  if (node.type !== 'seq') return failBuild(`${part} looks into a list, but there is none at this point of the path`, spot);
  let regex: RE2JS;
  try {
    regex = compileRe2(value);
  } catch {
    return failBuild(`"${value}" is no regular expression of Go`, spot);
  }
  const find = (): Target[] => node.items.flatMap((item, i) => {
    const field = key === '' ? item : fieldOf(item, key);
    if (field === undefined) return [];
    const text = field.type === 'scalar' ? shownScalar(field) : JSON.stringify(toJson(asYaml(field), 'kyaml'));
    if (!regex.matcher(text).find()) return [];
    const slot: Target = { value: item, set: (changed) => void (node.items[i] = changed) };
    return key === '' ? [slot] : match(slot, rest, create, spot);
  });
  const found = find();
  if (found.length > 0 || create === undefined) return found;
  const plain = scalar(value, '', 'plain', spot);
  node.items.push(key === '' ? plain : { ...emptyMap(spot), items: [{ key: scalar(key, '', 'plain', spot), value: plain }] });
  return find();
}

/** A scalar as yaml.v3 prints it: quoted texts with their quotes. */
function shownScalar(node: KScalar): string {
  return node.style === 'double' ? JSON.stringify(node.text) : node.style === 'single' ? `'${node.text.replaceAll("'", "''")}'` : node.text;
}
