import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { isObject } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';

/** A base manifest with fields set (null deletes), and the fields that a kube-apiserver 1.35 named in refusing it; none where it accepts. */
export interface Edit {
  readonly base: string;
  readonly set: JsonObject;
  readonly refused?: readonly string[];
}

/** Pairs of fields that conflict, and texts with a form of their own, written by hand: what changing one field at a time does not find. */
export function readEdits(): Edit[] {
  return readFileSync(fileURLToPath(new URL('edits.jsonl', import.meta.url)), 'utf8').trim().split('\n').map((line) => JSON.parse(line) as Edit);
}

export function applyEdit(base: JsonObject, set: JsonObject): JsonObject {
  const copy = structuredClone(base);
  for (const [pointer, value] of Object.entries(set)) setAt(copy, pointer.slice(1).split('/'), value);
  return copy;
}

/** Makes the objects and lists on the way that are not there. */
function setAt(target: JsonObject | Json[], [key = '', ...rest]: readonly string[], value: Json): void {
  const place = target as JsonObject;
  if (rest.length === 0) {
    if (value === null) delete place[key];
    else place[key] = value;
    return;
  }
  const next = (place[key] ??= /^\d+$/.test(rest[0] ?? '') ? [] : {});
  if (isObject(next) || Array.isArray(next)) setAt(next, rest, value);
}
