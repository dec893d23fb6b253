import { parseYaml, type YItem, type YMap, type YNode, type YSeq } from '../lib/yaml/index.ts';
import type { Position } from '../model/fix.ts';

/** A node of a source file with what is around it. */
export interface Spot {
  readonly node: YNode;
  /** The entry whose value the node is; undefined for the root of a document and for items of lists. */
  readonly item?: YItem;
  readonly parent?: YMap | YSeq;
  /** The spot of the parent. */
  readonly above?: Spot;
}

/**
 * The node that a place of a text names: the value that begins there, or the value of the key that begins there. `token`, the
 * last of the field's pointer, decides where several begin at one place. Undefined where none does.
 */
export function spotAt(text: string, at: Position, token?: string): Spot | undefined {
  const offset = offsetOf(text, at);
  const found: Spot[] = [];
  for (const { root } of parseYaml(text).documents) if (root !== undefined && root.start <= offset && offset <= root.end) visit({ node: root });
  // A map in a block begins where its first key does: that place is the key's.
  const own = found.filter(({ node, item }) => item === undefined || item.key.start === offset || node.type === 'scalar' || node.type === 'alias');
  return [...own, ...found].find((spot) => isNamed(spot, token)) ?? found.findLast(({ node }) => node.type === 'scalar' || node.type === 'alias');

  function visit(spot: Spot): void {
    const { node, item } = spot;
    if (node.start === offset || item?.key.start === offset) found.push(spot);
    if (node.type === 'map') {
      for (const entry of node.items) if (entry.key.start <= offset && offset <= Math.max(entry.key.end, entry.value.end)) visit({ node: entry.value, item: entry, parent: node, above: spot });
    } else if (node.type === 'seq') {
      for (const [index, entry] of node.items.entries()) if (entry.start <= offset && offset < Math.max(entry.end, node.items[index + 1]?.start ?? entry.end + 1)) visit({ node: entry, parent: node, above: spot });
    }
  }
}

function isNamed({ item, parent }: Spot, token: string | undefined): boolean {
  if (token === undefined) return item !== undefined;
  if (parent === undefined) return token === '';
  return item === undefined ? /^\d+$/.test(token) : item.key.type === 'scalar' && item.key.text === token;
}

/** The name of an anchor by which the text stands elsewhere as well. */
export function anchorOf(spot: Spot): string | undefined {
  for (let at: Spot | undefined = spot; at !== undefined; at = at.above) if (at.node.anchor !== undefined) return at.node.anchor;
  return undefined;
}

/** Offset of a position, the inverse of `placeOf`. */
export function offsetOf(text: string, { line, column }: Position): number {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const next = text.indexOf('\n', start);
    if (next < 0) return text.length;
    start = next + 1;
  }
  const bom = start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : 0;
  return Math.min(text.length, start + bom + column - 1);
}

/** The position of an offset. */
export function positionOf(text: string, offset: number): Position {
  const before = text.slice(0, offset);
  const start = before.lastIndexOf('\n') + 1;
  const bom = start === 0 && text.charCodeAt(0) === 0xfeff ? 1 : 0;
  return { line: before.split('\n').length, column: offset - start - bom + 1 };
}
