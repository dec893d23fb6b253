import type { Place } from '../model/place.ts';
import type { YamlSource } from '../lib/yaml/index.ts';
import { placeOf } from '../lib/yaml/index.ts';
import type { DataSource, InlineSource, KMap, KScalar, Spot, StepSource } from './tree.ts';
import { fieldOf } from './tree.ts';

export interface Located {
  readonly place: Place | undefined;
  readonly exact: boolean;
}

/** Where a spot is written: in a file, inside of a scalar of a file, or where the giver of data says. */
export function spotPlace(spot: Spot): Located {
  return locate(spot.source, spot.start, spot.end);
}

function locate(source: YamlSource, start: number, end: number): Located {
  if ('base' in source) {
    const found = locate((source as StepSource).base, start, end);
    return (source as StepSource).wholeFile === true ? { ...found, exact: false } : found;
  }
  if ('originOf' in source) {
    const { originOf, pointer } = source as DataSource;
    const origin = originOf(pointer);
    return { place: origin.steps[0]?.place, exact: origin.certainty === 'exact' };
  }
  if ('inside' in source) return inside((source as InlineSource).inside, start, end);
  if (source.file === '') return { place: undefined, exact: false };
  return { place: placeOf(source, start, end), exact: true };
}

/** Maps an offset in a scalar's text to the file: exact in literal blocks and in texts that are written as they are. */
function inside(parent: KScalar, start: number, end: number): Located {
  const outer = locate(parent.source, parent.start, parent.end);
  const { text, file } = parent.source;
  if ('originOf' in parent.source) {
    const { scalarAt, pointer } = parent.source as DataSource;
    const scalar = scalarAt?.(pointer);
    return scalar === undefined ? { ...outer, exact: false } : inWritten(scalar, parent.text, start, end) ?? { ...outer, exact: false };
  }
  if (outer.place === undefined || file === '') return { ...outer, exact: false };
  const raw = text.slice(parent.start, parent.end);
  if (parent.style === 'literal') {
    const header = raw.indexOf('\n') + 1;
    const body = raw.slice(header);
    const indent = blockIndent(body, parent.text);
    const lines = parent.text.slice(0, start).split('\n');
    let at = parent.start + header;
    for (let i = 1; i < lines.length; i++) at = text.indexOf('\n', at) + 1;
    const from = at + indent + (lines.at(-1) ?? '').length;
    return { place: locate(parent.source, from, from + (end - start)).place, exact: true };
  }
  const at = raw.indexOf(parent.text);
  if (at < 0) return { ...outer, exact: false };
  return { place: locate(parent.source, parent.start + at + start, parent.start + at + end).place, exact: true };
}

/** Where offsets of a text are written that was `scalar` before variables in it were replaced: only in lines that are still the same. */
function inWritten(scalar: KScalar, text: string, start: number, end: number): Located | undefined {
  if (scalar.text === text) return inside(scalar, start, end);
  const before = scalar.text.split('\n');
  const now = text.split('\n');
  const line = text.slice(0, start).split('\n').length - 1;
  if (before.length !== now.length || before[line] === undefined) return undefined;
  const from = before.slice(0, line).join('\n').length + (line === 0 ? 0 : 1);
  const column = start - (text.lastIndexOf('\n', start - 1) + 1);
  const same = before[line] === now[line];
  // Of a line that a variable has changed, what stands before the variable is where it was.
  if (!same && before[line].slice(0, column) !== now[line]?.slice(0, column)) return undefined;
  return inside(scalar, from + column, same ? from + column + (end - start) : from + before[line].length);
}

/** Columns by which the lines of a literal block are indented: what the first line of text has more in the file. */
function blockIndent(body: string, content: string): number {
  const fileLines = body.split('\n');
  const contentLines = content.split('\n');
  const line = contentLines.findIndex((each) => each.trim() !== '');
  if (line < 0) return 0;
  return Math.max(0, (fileLines[line] ?? '').replace(/\r$/, '').length - (contentLines[line] ?? '').length);
}

/** Where an object is called what it is called. */
export function nameSpot({ root }: { readonly root: KMap }): Spot | undefined {
  return fieldOf(fieldOf(root, 'metadata'), 'name');
}

/** The help of a message about two objects: where the other one is. */
export function theOther(resource: { readonly root: KMap }): { readonly help?: string } {
  const { place } = spotPlace(nameSpot(resource) ?? resource.root);
  return place === undefined ? {} : { help: `the other one is in ${place.file}:${place.line}` };
}
