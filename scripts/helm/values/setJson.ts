import type { Json } from '../../model/json.ts';

export type JsonRead = { readonly ok: true; readonly value: Json; readonly text: string } | { readonly ok: false; readonly error: string };

/** Reads the one JSON value that a text starts with, and gives the text that it took (a decoder that stops early). */
export function readJsonValue(text: string): JsonRead {
  const length = valueLength(text);
  const taken = text.slice(0, length);
  try {
    return { ok: true, value: JSON.parse(taken) as Json, text: taken };
  } catch (error) {
    return { ok: false, error: (error as Error).message };
  }
}

/** Where the first value ends: brackets are counted outside of strings, a scalar ends at a comma, blank or bracket. */
function valueLength(text: string): number {
  let depth = 0;
  let inString = false;
  let started = false;
  for (let at = 0; at < text.length; at++) {
    const char = text[at] ?? '';
    if (inString) {
      if (char === '\\') at++;
      else if (char === '"') {
        inString = false;
        if (depth === 0) return at + 1;
      }
      continue;
    }
    if (char === '"') inString = started = true;
    else if (char === '{' || char === '[') {
      depth++;
      started = true;
    } else if (char === '}' || char === ']') {
      if (--depth <= 0) return depth < 0 ? at : at + 1;
    } else if (/\s|,/.test(char)) {
      if (started && depth === 0) return at;
    } else started = true;
  }
  return text.length;
}
