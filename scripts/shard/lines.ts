import type { Place } from '../model/place.ts';
import type { Part } from '../model/part.ts';

/** The lines that things stand on and their neighbours, so that a report can show them where the files are not. */
export function linesOf(things: readonly { readonly place?: Place }[], source: (file: string) => string | undefined): Part['lines'] {
  const wanted = new Map<string, Set<number>>();
  for (const { place } of things) {
    if (place === undefined) continue;
    const lines = wanted.get(place.file) ?? new Set<number>();
    wanted.set(place.file, lines.add(place.line - 1).add(place.line).add(place.line + 1));
  }
  return Object.fromEntries([...wanted].flatMap(([file, lines]) => {
    const text = source(file)?.split(/\r?\n/);
    return text === undefined ? [] : [[file, [...lines].sort((a, b) => a - b).flatMap((line) => (text[line - 1] === undefined ? [] : [[line, text[line - 1]!] as const]))]];
  }));
}

/** Files with those lines and nothing in between. */
export function sourceOf(parts: readonly Part['lines'][]): (file: string) => string | undefined {
  const files = new Map<string, string[]>();
  for (const part of parts) {
    for (const [file, lines] of Object.entries(part)) {
      const text = files.get(file) ?? [];
      for (const [line, content] of lines) text[line - 1] = content;
      files.set(file, text);
    }
  }
  return (file) => files.get(file)?.join('\n');
}
