import { pointerToken } from '../lib/json.ts';
import { resolveScalar } from '../lib/yaml/index.ts';
import { failBuild } from './failure.ts';
import type { KMap, KNode, KScalar, KSeq, Spot } from './tree.ts';
import { copyTree, fieldOf, isNull, removeField, scalar, tagOf } from './tree.ts';

/** One operation of a JSON patch, as it is written. */
export interface PatchOperation {
  readonly op: string;
  readonly path: string | undefined;
  readonly from: string | undefined;
  /** Undefined where the operation has none. */
  readonly value: KNode | undefined;
  readonly spot: Spot;
}

/** Reads the operations of a patch; undefined where the tree is no JSON patch (not a list of mappings). */
export function readOperations(root: KNode): PatchOperation[] | undefined {
  if (root.type !== 'seq') return isNull(root) ? [] : undefined;
  const operations: PatchOperation[] = [];
  for (const item of root.items) {
    if (item.type !== 'map') return undefined;
    const text = (key: string): string | undefined => {
      const node = fieldOf(item, key);
      return node?.type === 'scalar' && tagOf(node) === '!!str' ? node.text : undefined;
    };
    operations.push({ op: text('op') ?? '', path: text('path'), from: text('from'), value: fieldOf(item, 'value'), spot: fieldOf(item, 'path') ?? item });
  }
  return operations;
}

/**
 * RFC 6902 as gopkg.in/evanphx/json-patch.v4 does it: `replace` of a missing key of a mapping adds it, indices may be
 * negative. Changes `root`, and hands back what `replace` of the whole document put in its place.
 */
export function applyOperations(root: KMap, operations: readonly PatchOperation[]): KMap {
  let doc: KNode = root;
  for (const operation of operations) doc = applyOne(doc, operation);
  if (doc.type !== 'map') return failBuild('the patch makes the object something else than a mapping', operations[0]?.spot);
  return doc;
}

function applyOne(doc: KNode, operation: PatchOperation): KNode {
  const { op, path, spot } = operation;
  if (!['add', 'remove', 'replace', 'move', 'copy', 'test'].includes(op)) failBuild(`unknown operation "${op}"; write "add", "remove", "replace", "move", "copy" or "test"`, spot);
  if (path === undefined) return failBuild(`the operation "${op}" of a JSON patch needs a path`, spot);
  const value = (): KNode => (operation.value === undefined ? scalar('null', '', 'plain', spot) : copyTree(operation.value));
  if (path === '' && op === 'replace') {
    const whole = value();
    return whole.type === 'scalar' ? failBuild('a whole object cannot be replaced by a plain value', spot) : whole;
  }
  if (path === '' && op === 'test') return equal(doc, value()) ? doc : failBuild('the test of the patch does not hold for the whole object', spot);
  if (op === 'move' || op === 'copy') {
    if (operation.from === undefined) return failBuild(`the operation "${op}" of a JSON patch needs a "from"`, spot);
    const source = find(doc, operation.from, spot, op);
    const moved = get(source.parent, source.key, operation.from, spot) ?? scalar('null', '', 'plain', spot);
    if (op === 'move') remove(source.parent, source.key, operation.from, spot);
    const target = find(doc, path, spot, op);
    add(target.parent, target.key, op === 'copy' ? copyTree(moved) : moved, path, spot);
    return doc;
  }
  const { parent, key } = find(doc, path, spot, op);
  if (op === 'add') add(parent, key, value(), path, spot);
  else if (op === 'remove') remove(parent, key, path, spot);
  else if (op === 'replace') {
    if (parent.type === 'seq') parent.items[indexOf(parent, key, path, spot, parent.items.length)] = value();
    else put(parent, key, value());
  } else {
    const found = get(parent, key, path, spot);
    const wanted = operation.value;
    const holds = found === undefined || isNull(found) ? wanted === undefined || isNull(wanted) : wanted !== undefined && equal(found, wanted);
    if (!holds) failBuild(`the test of the patch does not hold at ${path}`, spot);
  }
  return doc;
}

function decode(token: string): string {
  return token.replaceAll('~1', '/').replaceAll('~0', '~');
}

function find(doc: KNode, path: string, spot: Spot, op: string): { parent: KMap | KSeq; key: string } {
  const tokens = path.split('/');
  if (tokens.length < 2) failBuild(`the path of a JSON patch starts with "/", "${path}" does not`, spot);
  let at: KNode = doc;
  let reached = '';
  for (const raw of tokens.slice(1, -1)) {
    const token = decode(raw);
    const next = at.type === 'scalar' ? undefined : at.type === 'map' ? fieldOf(at, token) : item(at, token);
    if (next === undefined || isNull(next) || next.type === 'scalar') missing(path, reached, at, spot, op);
    at = next as KNode;
    reached += `/${pointerToken(token)}`;
  }
  if (at.type === 'scalar') missing(path, reached, at, spot, op);
  return { parent: at as KMap | KSeq, key: decode(tokens.at(-1) ?? '') };
}

function item(list: KSeq, token: string): KNode | undefined {
  if (!/^[-+]?\d+$/.test(token)) return undefined;
  const index = Number(token);
  return list.items.at(index);
}

function missing(path: string, reached: string, at: KNode, spot: Spot, op: string): never {
  const has = at.type === 'map' ? at.items.map((entry) => entry.key.text).join(', ') : at.type === 'seq' ? `a list of ${at.items.length}` : 'a plain value';
  return failBuild(`cannot ${op} ${path}: the object ends at ${reached === '' ? 'its root' : reached}`, spot, { help: `there it has: ${has === '' ? 'nothing' : has}` });
}

function indexOf(list: KSeq, key: string, path: string, spot: Spot, limit: number): number {
  if (!/^[-+]?\d+$/.test(key)) failBuild(`${path} leads into a list, and "${key}" is no index of it`, spot);
  const index = Number(key) < 0 ? Number(key) + limit : Number(key);
  if (index < 0 || index >= limit) failBuild(`${path} is beyond the end of its list, which has ${list.items.length} items`, spot);
  return index;
}

function get(parent: KMap | KSeq, key: string, path: string, spot: Spot): KNode | undefined {
  return parent.type === 'map' ? fieldOf(parent, key) : parent.items[indexOf(parent, key, path, spot, parent.items.length)];
}

function put(map: KMap, key: string, value: KNode): void {
  const entry = map.items.find((each) => each.key.text === key);
  if (entry !== undefined) entry.value = value;
  else map.items.push({ key: scalar(key, '!!str', 'plain', value), value });
}

function add(parent: KMap | KSeq, key: string, value: KNode, path: string, spot: Spot): void {
  if (parent.type === 'map') put(parent, key, value);
  else if (key === '-') parent.items.push(value);
  else parent.items.splice(indexOf(parent, key, path, spot, parent.items.length + 1), 0, value);
}

function remove(parent: KMap | KSeq, key: string, path: string, spot: Spot): void {
  if (parent.type === 'seq') {
    parent.items.splice(indexOf(parent, key, path, spot, parent.items.length), 1);
    return;
  }
  if (fieldOf(parent, key) === undefined) {
    const keys = parent.items.map((entry) => entry.key.text).join(', ');
    failBuild(`cannot remove ${path}: there is no "${key}"`, spot, { help: `there is: ${keys === '' ? 'nothing' : keys}` });
  }
  removeField(parent, key);
}

function scalarKey(node: KScalar): string {
  const resolved = resolveScalar(node, 'kyaml');
  return resolved === undefined ? node.text : `${typeof resolved.value} ${String(resolved.value)}`;
}

function equal(a: KNode, b: KNode): boolean {
  if (a.type === 'scalar' || b.type === 'scalar') return a.type === 'scalar' && b.type === 'scalar' && scalarKey(a) === scalarKey(b);
  if (a.type === 'seq') return b.type === 'seq' && a.items.length === b.items.length && a.items.every((each, i) => equal(each, b.items[i] as KNode));
  if (b.type !== 'map' || a.items.length !== b.items.length) return false;
  return a.items.every((each) => {
    const other = fieldOf(b, each.key.text);
    return other !== undefined && equal(each.value, other);
  });
}
