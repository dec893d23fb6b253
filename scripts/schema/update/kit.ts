import { equalJson } from '../../lib/equal.ts';
import { atPointer, isObject, pointerToken } from '../../lib/json.ts';
import { get } from '../../lib/read.ts';
import type { Json, JsonObject, Pointer } from '../../model/json.ts';
import type { FieldError } from '../errors.ts';
import { quantityOf } from '../quantity.ts';
import type { Shape } from '../shape.ts';

/** One object before and after a change, both as the server holds them, and where complaints go. */
export interface Update {
  readonly before: JsonObject;
  readonly after: JsonObject;
  readonly shape: Shape | undefined;
  readonly errors: FieldError[];
}

/** Whether a field is the same on both sides; amounts by what they say. */
export function isSame({ before, after, shape }: Update, ...path: readonly string[]): boolean {
  const own = path.reduce<Shape | undefined>((here, key) => here?.field(key), shape);
  return equalJson(amounts(get(before, ...path), own), amounts(get(after, ...path), own));
}

/** Complains of a field that differs. */
export function immutable(update: Update, ...path: readonly string[]): void {
  if (!isSame(update, ...path)) refuse(update, path, `cannot change once it exists${told(get(update.before, ...path), get(update.after, ...path))}`);
}

/** Complains of a field, at the nearest place that is still there. */
export function refuse({ after, errors }: Update, path: readonly (string | number)[], message: string): void {
  errors.push({ field: fieldPath(path), pointer: nearest(after, path.map((key) => `/${pointerToken(key)}`).join('')), reason: 'immutable', message });
}

/** The place of an object that a pointer leads to, or the last one on the way that exists. */
export function nearest(object: Json, pointer: Pointer): Pointer {
  return pointer === '' || atPointer(object, pointer) !== undefined ? pointer : nearest(object, pointer.slice(0, pointer.lastIndexOf('/')));
}

/** The server's spelling of a way into an object: `spec.ports[0].name`. */
export function fieldPath(path: readonly (string | number)[]): string {
  return path.reduce<string>((text, key) => (typeof key === 'number' ? `${text}[${key}]` : text === '' ? key : `${text}.${key}`), '');
}

/** `: "a" -> "b"`, where both are short. */
export function told(before: Json | undefined, after: Json | undefined): string {
  const text = (value: Json | undefined) => (value === undefined ? 'nothing' : typeof value === 'object' ? undefined : JSON.stringify(typeof value === 'bigint' ? Number(value) : value));
  const [from, to] = [text(before), text(after)];
  return from === undefined || to === undefined || from.length + to.length > 160 ? '' : `: ${from} -> ${to}`;
}

/** The value with every amount in one spelling, so that `1Gi` and `1024Mi` are the same. */
function amounts(value: Json | undefined, shape: Shape | undefined): Json | undefined {
  if (shape === undefined || value === undefined) return value;
  if (shape.quantity === true) return quantityOf(value)?.nano ?? value;
  if (Array.isArray(value)) return value.map((item) => amounts(item, shape.item)!);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, amounts(item, shape.field(key))!]));
}
