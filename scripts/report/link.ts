import type { Place } from '../model/place.ts';
import { quote } from './quote.ts';

/** The address at which a server shows a line, on the side that has it; undefined where there is none. */
export type LineLink = (place: Pick<Place, 'file' | 'line'>, side: 'base' | 'head') => string | undefined;

/** A place for a reader of Markdown: `apps/web.yaml:7:5`, which leads there where the server has it. */
export function linked({ file, line, column }: Omit<Place, 'column'> & { readonly column?: number }, side: 'base' | 'head', link: LineLink | undefined): string {
  const shown = quote(`${file}:${line}${column === undefined ? '' : `:${column}`}`);
  const address = link?.({ file, line }, side);
  return address === undefined ? shown : `[${shown}](${address})`;
}
