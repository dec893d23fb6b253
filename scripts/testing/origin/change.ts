import { parseYaml, placeOfNode, type YNode } from '../../lib/yaml/index.ts';
import type { Place } from '../../model/place.ts';

/** A text with another value at a place. */
export interface Changed {
  readonly text: string;
  /** What the sampled field must be now, where its value stood at the place as it is. */
  readonly expected?: string;
}

/**
 * The text of a file with another value at a place: of the scalar that begins there, or of what stands there of the sampled value.
 * Undefined where the place holds nothing that could be another value.
 */
export function changeAt(text: string, place: Place, value: unknown): Changed | undefined {
  const scalar = place.file.match(/\.(ya?ml|json)$/) === null ? undefined : scalarAt(text, place);
  if (scalar !== undefined) {
    const { start, end } = scalar;
    const old = text.slice(start, end);
    const now = other(old);
    return { text: text.slice(0, start) + now + text.slice(end), ...(old === String(value) && { expected: now }) };
  }
  const lines = text.split('\n');
  const line = lines[place.line - 1];
  if (line === undefined) return undefined;
  const below = lines[place.line];
  // A text in a text that begins on the line below: its first line becomes a comment's, or longer.
  if (/^[|>][+-]?\d?\s*$/.test(line.slice(place.column - 1)) && below !== undefined) return { text: lines.with(place.line, /^\s*[\w-]+:/.test(below) ? below.replace(/^(\s*)/, '$1# changed\n$1') : `${below}x`).join('\n') };
  const from = Math.max(0, place.column - 1);
  const shown = String(value).split('\n', 1)[0] ?? '';
  const at = shown === '' ? -1 : line.indexOf(shown, from) >= 0 ? line.indexOf(shown, from) : line.indexOf(shown);
  if (at >= 0) lines[place.line - 1] = line.slice(0, at) + other(shown) + line.slice(at + shown.length);
  else if (line.slice(from).trim() !== '') lines[place.line - 1] = line.slice(0, from) + line.slice(from).replace(/[A-Za-z0-9](?=[^A-Za-z0-9]*$)/, (char) => (char === '7' ? '8' : /\d/.test(char) ? '7' : char === 'x' ? 'y' : 'x'));
  else return undefined;
  return { text: lines.join('\n') };
}

/** Of the same type, so that the object stays valid where it can. */
function other(text: string): string {
  const quote = /^["']/.exec(text)?.[0] ?? '';
  const inner = quote === '' ? text : text.slice(1, -1);
  if (/^(true|false)$/.test(inner)) return quote + (inner === 'true' ? 'false' : 'true') + quote;
  if (/^\d+$/.test(inner)) return quote + String(Number(inner) + 1) + quote;
  if (/^[|>]/.test(text)) return text.replace(/(\n\s*)(\S)/, '$1x$2');
  // The last letter or digit, so that quantities, images and addresses keep their form.
  const changed = inner.replace(/[A-Za-z0-9](?=[^A-Za-z0-9]*$)/, (char) => (/\d/.test(char) ? String((Number(char) + 1) % 10) : char === 'x' ? 'y' : 'x'));
  return quote + (changed === inner ? `${inner}x` : changed) + quote;
}

function scalarAt(text: string, { line, column }: Place): { readonly start: number; readonly end: number } | undefined {
  for (const { root } of parseYaml(text).documents) {
    const found = root === undefined ? undefined : search(root, line, column);
    if (found !== undefined) return found;
  }
  return undefined;
}

function search(node: YNode, line: number, column: number): { readonly start: number; readonly end: number } | undefined {
  const place = placeOfNode(node);
  if (node.type === 'scalar') return place.line === line && place.column === column && node.end > node.start ? { start: node.start, end: node.end } : undefined;
  if (node.type === 'seq') return first(node.items.map((item) => () => search(item, line, column)));
  if (node.type === 'map') return first(node.items.flatMap((item) => [() => search(item.value, line, column), () => search(item.key, line, column)]));
  return undefined;
}

function first<T>(tries: readonly (() => T | undefined)[]): T | undefined {
  for (const attempt of tries) {
    const found = attempt();
    if (found !== undefined) return found;
  }
  return undefined;
}
