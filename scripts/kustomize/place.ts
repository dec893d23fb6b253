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
    return scalar === undefined || scalar.text !== parent.text ? { ...outer, exact: false } : inside(scalar, start, end);
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
