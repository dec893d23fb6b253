import type { Place } from '../../model/place.ts';
import type { YNode, YamlSource } from './node.ts';

/** Line and column of an offset, from 1. Scans the text once for each call: only for what is shown to somebody. */
export function placeOf(source: YamlSource, offset: number, end?: number): Place {
  const { file, text } = source;
  let line = 1;
  let lineStart = 0;
  for (let at = text.indexOf('\n'); at >= 0 && at < offset; at = text.indexOf('\n', at + 1)) {
    line++;
    lineStart = at + 1;
  }
  const bom = lineStart === 0 && text.charCodeAt(0) === 0xfeff ? 1 : 0;
  const column = Math.max(1, offset - lineStart - bom + 1);
  if (end === undefined || end <= offset) return { file, line, column };
  const newline = text.indexOf('\n', offset);
  const stop = newline >= 0 && newline < end ? newline - (text.charCodeAt(newline - 1) === 13 ? 1 : 0) : end;
  return { file, line, column, endColumn: column + Math.max(0, stop - offset) };
}

export function placeOfNode(node: YNode): Place {
  return placeOf(node.source, node.start, node.type === 'scalar' || node.type === 'alias' ? node.end : undefined);
}
