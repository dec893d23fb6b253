import { pointerTokens } from '../json.ts';
import { isMergeKey } from './json.ts';
import type { YItem, YNode } from './node.ts';
import { resolveAlias } from './node.ts';

/** The last entry of a mapping with this key, which is the one that counts; looks into `<<` where there is none. */
export function itemOf(node: YNode, key: string): YItem | undefined {
  return find(node, key, 0);
}

function find(node: YNode, key: string, depth: number): YItem | undefined {
  const map = resolveAlias(node);
  if (map.type !== 'map' || depth > 20) return undefined;
  for (let i = map.items.length - 1; i >= 0; i--) {
    const item = map.items[i];
    if (item?.key.type === 'scalar' && item.key.text === key && !isMergeKey(item.key)) return item;
  }
  for (const item of map.items) {
    if (!isMergeKey(item.key)) continue;
    const value = resolveAlias(item.value);
    for (const source of value.type === 'seq' ? value.items : [value]) {
      const found = find(source, key, depth + 1);
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

/** The node at a JSON pointer, aliases followed; undefined where the path ends early. */
export function nodeAt(root: YNode, pointer: string): YNode | undefined {
  return entryAt(root, pointer)?.value;
}

/** As `nodeAt`, with the key that leads to the node: undefined for the root and for items of lists. */
export function entryAt(root: YNode, pointer: string): { readonly key: YNode | undefined; readonly value: YNode } | undefined {
  let value: YNode = root;
  let key: YNode | undefined;
  for (const token of pointerTokens(pointer)) {
    const node = resolveAlias(value);
    if (node.type === 'seq') {
      const item = /^\d+$/.test(token) ? node.items[Number(token)] : undefined;
      if (item === undefined) return undefined;
      value = item;
      key = undefined;
    } else {
      const item = itemOf(node, token);
      if (item === undefined) return undefined;
      ({ key, value } = item);
    }
  }
  return { key, value };
}
