import { byBytes } from '../lib/by-bytes.ts';
import { resolvePlain, sectionsOf, type YItem, type YMap, type YScalar, type YSeq } from '../lib/yaml/index.ts';
import type { Change } from '../model/fix.ts';
import type { Spot } from './spot.ts';

/** A range of a text, by offsets, and what is to stand there. */
export interface TextEdit {
  readonly start: number;
  readonly end: number;
  readonly replacement: string;
}

export type Changed = { readonly edits: readonly TextEdit[]; readonly description: string } | { readonly refused: string };

/** The edits that a change makes of a text, by ranges: what is not named stays as it is, comments and layout included. */
export function changeText(text: string, spot: Spot, change: Change): Changed {
  const { node, item } = spot;
  switch (change.action) {
    case 'quote': return node.type === 'scalar' && node.style === 'plain' && !node.text.includes('\n') ? replace(node, JSON.stringify(node.text), `put ${node.text} into quotes`) : refuse('the value is no plain text');
    case 'unquote': return node.type === 'scalar' && (node.style === 'single' || node.style === 'double') && !node.text.includes('\n') ? replace(node, node.text, `write ${node.text} without quotes`) : refuse('the value is no text in quotes');
    case 'set': return node.type === 'scalar' && !text.slice(node.start, node.end).includes('\n') ? replace(node, written(change.value, inFlow(spot)), `write ${written(change.value, inFlow(spot))}`) : refuse('the value stands on several lines');
    case 'rename': return item?.key.type === 'scalar' ? renameKey(item, item.key, change.key, spot) : refuse('it has no key');
    case 'escape': return escape(text, spot, change.name);
    case 'add': return node.type === 'map' ? add(text, node, spot, change) : refuse('it is no map');
    case 'remove': return item === undefined || spot.parent?.type !== 'map' ? refuse('it has no key') : remove(text, spot, item, spot.parent);
    case 'sort': return node.type === 'seq' ? sort(text, node, item) : refuse('it is no list');
  }
}

function refuse(refused: string): Changed {
  return { refused };
}

function replace({ start, end }: { readonly start: number; readonly end: number }, replacement: string, description: string): Changed {
  return { edits: [{ start, end, replacement }], description };
}

function renameKey({ key }: YItem, scalar: YScalar, name: string, { parent }: Spot): Changed {
  const taken = parent?.type === 'map' && parent.items.some((other) => other.key.type === 'scalar' && other.key.text === name);
  return taken ? refuse(`${name} is there already`) : replace(key, written(name, true), `rename ${scalar.text} to ${name}`);
}

function escape(text: string, { node }: Spot, name: string): Changed {
  const raw = text.slice(node.start, node.end);
  const edits = [...raw.matchAll(new RegExp(`(?<!\\$)\\$\\{(?=${name}\\b)`, 'g'))].map(({ index }): TextEdit => ({ start: node.start + index, end: node.start + index, replacement: '$' }));
  return edits.length === 0 ? refuse(`\${${name}} does not stand in it`) : { edits, description: `write $\${${name}} for \${${name}}` };
}

function add(text: string, node: YMap, spot: Spot, { key, value, after }: Extract<Change, { action: 'add' }>): Changed {
  if (node.items.some((other) => other.key.type === 'scalar' && other.key.text === key)) return refuse(`${key} is there already`);
  const entry = `${key}: ${written(value, node.flow)}`;
  const description = `add ${entry}`;
  const first = node.items[0];
  if (first === undefined) return replace(node, `{ ${entry} }`, description);
  const before = after === undefined ? undefined : node.items.find((other) => other.key.type === 'scalar' && other.key.text === after);
  if (node.flow) return before === undefined ? insert(first.key.start, `${entry}, `, description) : insert(before.value.end, `, ${entry}`, description);
  const indent = ' '.repeat(first.key.start - lineStart(text, first.key.start));
  if (before?.value.type === 'scalar' && before.value.style !== 'literal' && before.value.style !== 'folded') return insert(lineEnd(text, before.value.end), `${eol(text)}${indent}${entry}`, description);
  // Below the line of the key, so that a comment above the first entry stays with that entry.
  const top = spot.item === undefined ? undefined : lineEnd(text, spot.item.key.end);
  if (top !== undefined && top < first.key.start && /^\s*:[ \t]*(?:#.*)?$/.test(text.slice((spot.item as YItem).key.end, top))) return insert(top, `${eol(text)}${indent}${entry}`, description);
  return insert(first.key.start, `${entry}${eol(text)}${indent}`, description);
}

function insert(at: number, replacement: string, description: string): Changed {
  return { edits: [{ start: at, end: at, replacement }], description };
}

/** Takes an entry out; with the last one of its map, the map's own entry. */
function remove(text: string, spot: Spot, item: YItem, parent: YMap): Changed {
  const name = item.key.type === 'scalar' ? item.key.text : 'the entry';
  if (parent.items.length === 1 && spot.above?.item !== undefined && spot.above.parent?.type === 'map') {
    const outer = remove(text, spot.above, spot.above.item, spot.above.parent);
    return 'refused' in outer ? outer : { ...outer, description: `remove ${name}` };
  }
  const index = parent.items.indexOf(item);
  const next = parent.items[index + 1];
  const before = parent.items[index - 1];
  if (parent.flow || (next !== undefined && text.slice(lineStart(text, item.key.start), item.key.start).trim() !== '')) {
    // In braces, or behind the dash of a list's item, where the next key moves up.
    if (next !== undefined) return replace({ start: item.key.start, end: next.key.start }, '', `remove ${name}`);
    return before === undefined ? replace(parent, '{}', `remove ${name}`) : replace({ start: before.value.end, end: item.value.end }, '', `remove ${name}`);
  }
  if (before === undefined && next === undefined) return replace(parent, '{}', `remove ${name}`);
  const last = Math.max(item.key.end, item.value.end);
  // A block of text ends behind its last line break.
  const end = text[last - 1] === '\n' ? last : lineEnd(text, last);
  return replace({ start: lineStart(text, item.key.start), end: end === last && text[last - 1] === '\n' ? last : end + eolAt(text, end) }, '', `remove ${name}`);
}

/** Sorts the texts of a list, each part between blank lines and comments by itself; the comment on an item's line goes along. */
function sort(text: string, node: YSeq, item: YItem | undefined): Changed {
  if (node.items.some((entry) => entry.type !== 'scalar' || text.slice(entry.start, entry.end).includes('\n'))) return refuse('not every item is a text on one line');
  const edits = sectionsOf(node).flatMap((section): TextEdit[] => {
    const entries = section.filter((entry) => entry.type === 'scalar').map((entry) => ({ key: entry.text, start: entry.start, end: node.flow ? entry.end : lineEnd(text, entry.end) }));
    const sorted = entries.toSorted((a, b) => byBytes(a.key, b.key));
    return entries.flatMap(({ start, end }, index) => {
      const moved = sorted[index] as (typeof entries)[number];
      return moved.start === start ? [] : [{ start, end, replacement: text.slice(moved.start, moved.end) }];
    });
  });
  return edits.length === 0 ? refuse('it is sorted already') : { edits, description: `sort ${item?.key.type === 'scalar' ? item.key.text : 'the list'}` };
}

/** A text as YAML: plain where that reads as the same text everywhere, else in double quotes; a list in brackets. */
function written(value: string | readonly string[], flow: boolean): string {
  if (typeof value !== 'string') return `[${value.map((item) => JSON.stringify(item)).join(', ')}]`;
  const plain = /^[A-Za-z0-9_./][\w./@+-]*$/.test(value) || (!flow && /^[A-Za-z_][\w ./@+-]*\w$/.test(value));
  return plain && resolvePlain(value, 'sigs').kind === 'str' ? value : JSON.stringify(value);
}

function inFlow({ parent }: Spot): boolean {
  return parent?.flow === true;
}

function lineStart(text: string, at: number): number {
  return text.lastIndexOf('\n', at - 1) + 1;
}

/** The offset of the line break behind `at`, or of the end. */
function lineEnd(text: string, at: number): number {
  const next = text.indexOf('\n', at);
  return next < 0 ? text.length : text[next - 1] === '\r' ? next - 1 : next;
}

function eolAt(text: string, at: number): number {
  return text[at] === '\r' ? 2 : at < text.length ? 1 : 0;
}

function eol(text: string): string {
  return text.includes('\r\n') ? '\r\n' : '\n';
}
