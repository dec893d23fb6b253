import { byBytes } from '../lib/by-bytes.ts';
import { failBuild } from './failure.ts';
import type { Schema, Schemas } from './schemas.ts';
import { mergeKeys } from './schemas.ts';
import type { KItem, KMap, KNode, KSeq } from './tree.ts';
import { emptySeq, fieldOf, isNilOrEmpty, isNull, isOldNonString, itemOf, removeField, scalar, settled, tagOf, textOf } from './tree.ts';

/** What a merge makes of a field: a node, nothing (the field goes), or a null that has to stay. */
type Merged = { readonly node: KNode; readonly keep: boolean } | undefined;

/**
 * A strategic merge patch as kyaml's merge2 and walk do it, oddities included (they are Kustomize's behaviour): both
 * trees are walked, keys of a mapping in order, with the schema of the kind for lists. Changes `dest`; the patch must
 * be a copy. Undefined: the patch deletes the object.
 */
export function mergePatch(dest: KMap, patch: KMap, schemas: Schemas): KMap | undefined {
  const merged = walk(dest, patch, undefined, schemas);
  return merged?.node.type === 'map' ? merged.node : undefined;
}

function walk(dest: KNode | undefined, patch: KNode | undefined, known: Schema, schemas: Schemas): Merged {
  const first = !isNull(dest) ? dest : !isNull(patch) ? patch : undefined;
  if (first === undefined) return walkMap(dest, patch, known, schemas);
  if (!isNull(dest) && !isNull(patch) && dest?.type !== patch?.type && dest !== undefined && patch !== undefined) {
    failBuild(`the patch has ${kindName(patch)} where the object has ${kindName(dest)}`, patch);
  }
  if (first.type === 'scalar') {
    return { node: patch ?? first, keep: false };
  }
  const schema = known ?? embeddedSchema(dest, schemas) ?? embeddedSchema(patch, schemas);
  if (first.type === 'map') return walkMap(dest, patch, schema, schemas);
  const keys = mergeKeys(schema);
  if (keys !== undefined) return walkList(dest, patch, schema, keys, schemas);
  const node = patch ?? dest;
  return node === undefined ? undefined : { node, keep: false };
}

function kindName(node: KNode): string {
  return node.type === 'map' ? 'a mapping' : node.type === 'seq' ? 'a list' : 'a plain value';
}

/** Any mapping with apiVersion and kind is merged by the schema of that kind, wherever it stands. */
function embeddedSchema(node: KNode | undefined, schemas: Schemas): Schema {
  if (node?.type !== 'map') return undefined;
  const kind = textOf(fieldOf(node, 'kind'));
  const apiVersion = textOf(fieldOf(node, 'apiVersion'));
  return kind === '' || apiVersion === '' ? undefined : schemas.ofKind(apiVersion, kind);
}

type Directive = 'replace' | 'delete' | 'merge';

function directive(patch: KNode | undefined): Directive {
  if (patch === undefined) return 'merge';
  if (patch.type === 'map') {
    const node = fieldOf(patch, '$patch');
    if (node === undefined) return 'merge';
    const value = known(node);
    removeField(patch, '$patch');
    return value;
  }
  if (patch.type === 'seq') {
    const element = patch.items.find((item) => item.type === 'map' && fieldOf(item, '$patch') !== undefined);
    if (element?.type !== 'map' || element.items.length > 1) return 'merge';
    const node = fieldOf(element, '$patch');
    const value = known(node);
    setElement(patch, undefined, ['$patch'], [value]);
    return value;
  }
  return failBuild('a patch cannot put a plain value here', patch);
}

const isKnown = (node: KNode | undefined): boolean => node === undefined || (node.type === 'scalar' && ['replace', 'delete', 'merge'].includes(node.text));

function known(node: KNode | undefined): Directive {
  const value = node?.type === 'scalar' ? node.text : '';
  if (isKnown(node)) return value as Directive;
  return failBuild(`unknown patch directive "${value}"; write "merge", "replace" or "delete"`, node);
}

function walkMap(dest: KNode | undefined, patch: KNode | undefined, schema: Schema, schemas: Schemas): Merged {
  let target: KNode;
  let fromPatch = false;
  if (isNull(dest)) {
    // What is added may have any directive: only "delete" is looked for.
    if (patch?.type !== 'scalar' && isKnown(fieldOf(patch, '$patch')) && directive(patch) === 'delete') return undefined;
    if (patch === undefined) {
      // A null that is written out stays; an empty value goes as soon as its object is patched.
      return dest?.type === 'scalar' && dest.text !== '' ? { node: dest, keep: true } : undefined;
    }
    target = patch;
    fromPatch = true;
  } else if (patch !== undefined && isNull(patch)) return undefined;
  else {
    const how = directive(patch);
    if (how === 'delete') return undefined;
    fromPatch = how === 'replace';
    target = how === 'replace' && patch !== undefined ? patch : (dest as KNode);
  }
  if (target.type !== 'map') return { node: target, keep: false };
  // What comes from the patch alone is merged with itself, so that its nulls and directives go.
  const other = fromPatch ? target : patch?.type === 'map' ? patch : undefined;
  const names = target.items.map((item) => item.key.text);
  if (other !== undefined && other !== target) for (const item of other.items) if (!names.includes(item.key.text)) names.push(item.key.text);
  names.sort(byBytes);
  for (let i = 0; i < names.length; i++) {
    const name = names[i] as string;
    if (i > 0 && names[i - 1] === name) continue;
    const old = itemOf(target, name);
    const source = itemOf(other, name);
    const merged = walk(old?.value, source?.value, schemas.ofField(schema, name), schemas);
    setField(target, name, merged, source);
  }
  return { node: target, keep: false };
}

function setField(map: KMap, name: string, merged: Merged, source: KItem | undefined): void {
  if (merged === undefined || (isNull(merged.node) && !merged.keep)) {
    removeField(map, name);
    return;
  }
  const item = itemOf(map, name);
  const { node } = merged;
  if (item === undefined) {
    map.items.push({ key: source?.key ?? scalar(name, '', 'plain', node), value: node.type === 'scalar' ? settled(node, tagOf(node), undefined) : node });
  } else if (item.value !== node) item.value = node.type === 'scalar' ? settled(node, tagOf(node), item.value) : node;
  else if (node.type === 'scalar' && node.style === 'plain' && isOldNonString(node.text) && tagOf(node) === '!!str') item.value = { ...node, style: 'double', tag: '' };
}

/** kyaml's ElementSetter: replaces the items whose keys have the values, or adds one; without an element, removes. */
function setElement(list: KSeq, element: KNode | undefined, keys: readonly string[], values: readonly string[]): void {
  const items: KNode[] = [];
  const mapping = keys[0] !== undefined && keys[0] !== '' && values[0] !== undefined && values[0] !== '';
  let matched = false;
  for (const item of list.items) {
    if (isNull(item) || (item.type === 'map' && item.items.length === 0)) continue;
    if (item.type !== 'map' && mapping) {
      items.push(item);
      continue;
    }
    // As in Go, a key without a value repeats the verdict of the one before.
    let found = false;
    for (let i = 0; i < keys.length; i++) {
      if (i < values.length) found = hasValue(item, keys[i] ?? '', values[i] ?? '');
      if (!found) break;
    }
    if (!found) {
      if (values.length > 0) items.push(item);
      continue;
    }
    matched = true;
    if (element !== undefined) items.push(element);
  }
  list.items = items;
  if (element !== undefined && !isNull(element) && !matched) items.push(element);
}

/** kyaml's FieldMatcher with a StringValue: '' asks only that the field is there. */
function hasValue(item: KNode, key: string, value: string): boolean {
  if (key === '') {
    if (item.type !== 'scalar') failBuild('a list of plain values and mappings cannot be merged', item);
    return textOf(item) === value;
  }
  if (item.type !== 'map') failBuild('a list of plain values and mappings cannot be merged', item);
  const field = fieldOf(item, key);
  return field !== undefined && (value === '' || (field.type === 'scalar' ? field.text : '') === value);
}

/** kyaml's ElementMatcher: the first item whose keys have the values. */
function findElement(list: KNode | undefined, keys: readonly string[], values: readonly string[]): KNode | undefined {
  if (list?.type !== 'seq') return undefined;
  const plain = keys.length === 0 || keys[0] === '';
  return list.items.find((item) => {
    if (plain) return (item.type === 'scalar' ? item.text : '') === (values[0] ?? '');
    if (item.type !== 'map') return false;
    return keys.every((key, i) => {
      const field = fieldOf(item, key);
      return field !== undefined && (field.type === 'scalar' ? field.text : '') === values[i];
    });
  });
}

function walkList(dest: KNode | undefined, patch: KNode | undefined, schema: Schema, keys: readonly string[], schemas: Schemas): Merged {
  let target: KNode;
  if (isNull(dest)) {
    if (patch === undefined) return undefined;
    target = patch;
  } else if (patch !== undefined && isNull(patch)) return undefined;
  else {
    const how = directive(patch);
    if (how === 'delete') return undefined;
    target = how === 'replace' && patch !== undefined ? patch : (dest as KNode);
  }
  if (target.type !== 'seq') return { node: target, keep: false };
  const sources = [patch, target];
  const plain = keys.length === 0;
  const lists = plain ? plainValues(sources) : keyedValues(sources, keys);
  const merged = mergeElements(lists, plain ? [''] : keys, target, patch, schemas.ofElement(schema), schemas);
  return merged === undefined ? undefined : { node: merged, keep: false };
}

function plainValues(sources: readonly (KNode | undefined)[]): string[][] {
  const seen = new Set<string>();
  for (const source of sources) {
    if (source?.type !== 'seq') continue;
    for (const item of source.items) seen.add(item.type === 'scalar' ? item.text : '');
  }
  return [...seen].map((value) => [value]);
}

function keyedValues(sources: readonly (KNode | undefined)[], keys: readonly string[]): string[][] {
  const found: string[][] = [];
  const seen = new Set<string>();
  for (const source of sources) {
    if (source?.type !== 'seq') continue;
    for (const item of source.items) {
      const values = keys.map((key) => {
        const field = fieldOf(item, key);
        return isNilOrEmpty(field) || field?.type !== 'scalar' ? '' : field.text;
      });
      const id = values.join('\0');
      if (seen.has(id)) continue;
      seen.add(id);
      found.push(values);
    }
  }
  return found;
}

/** walk.mergeValues: lists of values that agree wherever both have one become the same. */
function unify(lists: string[][]): void {
  for (let i = 0; i < lists.length; i++) {
    for (let k = 0; k < lists.length; k++) {
      // As in Go, where the outer loop's copy stays as it was while the slice changes.
      const a = lists[i] as string[];
      const b = lists[k] as string[];
      const joined = joinValues(a, b);
      if (joined === undefined) continue;
      lists[i] = joined;
      lists[k] = joined;
    }
  }
}

function joinValues(a: readonly string[], b: readonly string[]): string[] | undefined {
  let common = false;
  const joined: string[] = [];
  for (let i = 0; i < a.length; i++) {
    const x = a[i] as string;
    const y = b[i] as string;
    if (x === y) {
      common = true;
      joined.push(x);
    } else if (x !== '' && y !== '') return undefined;
    else joined.push(x !== '' ? x : y);
  }
  return common ? joined : undefined;
}

/** Of the keys, those that any element has; all where none has one. */
function usedKeys(lists: readonly (readonly string[])[], values: readonly string[], keys: readonly string[]): { keys: readonly string[]; values: readonly string[] } {
  const used = new Set<string>();
  for (const list of lists) list.forEach((value, i) => value !== '' && used.add(keys[i] ?? ''));
  if (used.size === 0) return { keys, values };
  return { keys: keys.filter((key) => used.has(key)), values: values.filter((value, i) => value !== '' || used.has(keys[i] ?? '')) };
}

function mergeElements(lists: string[][], keys: readonly string[], dest: KSeq, patch: KNode | undefined, schema: Schema, schemas: Schemas): KSeq | undefined {
  const added = emptySeq(dest);
  if (keys.length > 1) unify(lists);
  let valid: readonly string[] = [];
  for (const list of lists) {
    if (list.length === 0) continue;
    const used = usedKeys(lists, list, keys);
    valid = used.keys;
    const own = usedKeys([used.values], used.values, used.keys);
    const merged = walk(findElement(dest, own.keys, own.values), findElement(patch, own.keys, own.values), schema, schemas);
    let gone = false;
    for (let i = 0; i < valid.length; i++) {
      const value = used.values[i] ?? '';
      if (merged === undefined || isNull(merged.node) || (merged.node.type === 'map' && merged.node.items.length === 0)) {
        setElement(dest, undefined, valid, used.values);
        gone = true;
      } else if (merged.node.type === 'map' && itemOf(merged.node, valid[i] ?? '') === undefined && value !== '') {
        setField(merged.node, valid[i] ?? '', { node: scalar(value, '', 'plain', merged.node), keep: false }, undefined);
      }
    }
    if (gone || merged === undefined) continue;
    setElement(added, merged.node, valid, used.values);
  }
  if (lists.length === 0) return dest;
  for (const element of dest.items) appendElement(added, element, valid);
  return added;
}

/** walk.appendListNode: an element of the old list behind those that the patch has. */
function appendElement(list: KSeq, element: KNode, keys: readonly string[]): void {
  if (keys[0] === '') {
    setElement(list, element, [''], [element.type === 'scalar' ? element.text : '']);
    return;
  }
  const values: string[] = [];
  for (const key of keys) {
    const field = fieldOf(element, key);
    if (field === undefined) list.items.push(element);
    else values.push(field.type === 'scalar' ? field.text : '');
  }
  if (keys.length > 1) setElement(list, undefined, keys, values);
  setElement(list, element, keys, values);
}
