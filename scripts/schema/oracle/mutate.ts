import { isObject, setKey } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';

/** One changed object, and what was changed in words. */
export interface Mutant {
  readonly what: string;
  readonly object: JsonObject;
}

type Place = readonly (string | number)[];

const texts = ['', ' ', 'x', 'UPPER', 'a b', 'a/b', '-a', 'a'.repeat(64), 'a'.repeat(254), '0', '10', '-1', '1.5', 'true', '5m', '1Gi', '1d', '*', '../x', '/x', 'http://x', '10.0.0.1', '10.0.0.0/8', 'é'];
const numbers = [0, 1, -1, 65535, 65536, 2147483647, 2147483648, 1.5];

/** Every change of one kind at one place of an object; `pick` chooses among them. */
export function* mutants(object: JsonObject, random: () => number): Generator<Mutant> {
  const places = [...placesOf(object, [])];
  for (;;) {
    const place = places[Math.floor(random() * places.length)]!;
    const value = valueAt(object, place)!;
    const [what, changed] = change(value, random);
    yield { what: `${place.join('.')}: ${what}`, object: changed === undefined ? without(object, place) : replaced(object, place, changed) };
  }
}

function change(value: Json, random: () => number): [string, Json | undefined] {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(random() * from.length)]!;
  const roll = random();
  if (roll < 0.18) return ['removed', undefined];
  if (roll < 0.22) return ['null', null];
  if (roll < 0.26) return ['{}', {}];
  if (roll < 0.3) return ['[]', []];
  if (roll < 0.34) return ['a number', 7];
  if (roll < 0.38) return ['a string', 'text'];
  if (roll < 0.41) return ['a boolean', true];
  if (Array.isArray(value)) return value.length > 0 && random() < 0.6 ? ['first item twice', [value[0]!, ...value]] : ['reversed', [...value].reverse()];
  if (isObject(value)) {
    const keys = Object.keys(value);
    const key = pick(keys.length === 0 ? ['x'] : keys);
    if (random() < 0.4) return ['an unknown field', { ...value, nope: 1 }];
    return [`${key} misspelt`, Object.fromEntries(Object.entries(value).map(([name, each]) => [name === key ? `${name}s` : name, each]))];
  }
  if (typeof value === 'number') {
    const number = pick(numbers);
    return [String(number), number];
  }
  if (typeof value === 'boolean') return [String(!value), !value];
  const text = random() < 0.3 ? `${String(value)}x` : pick(texts);
  return [JSON.stringify(text.slice(0, 20)), text];
}

function* placesOf(value: Json, place: Place): Generator<Place> {
  if (place.length > 0 && place[0] !== 'apiVersion' && place[0] !== 'kind') yield place;
  if (Array.isArray(value)) for (let index = 0; index < value.length; index++) yield* placesOf(value[index]!, [...place, index]);
  else if (isObject(value)) for (const key of Object.keys(value)) yield* placesOf(value[key]!, [...place, key]);
}

function valueAt(value: Json, place: Place): Json | undefined {
  return place.reduce<Json | undefined>((at, step) => (Array.isArray(at) ? at[step as number] : isObject(at) ? at[step] : undefined), value);
}

function replaced(object: JsonObject, place: Place, value: Json): JsonObject {
  const copy = structuredClone(object);
  const parent = valueAt(copy, place.slice(0, -1));
  const last = place.at(-1)!;
  if (Array.isArray(parent)) parent[last as number] = value;
  else if (isObject(parent)) setKey(parent, String(last), value);
  return copy;
}

function without(object: JsonObject, place: Place): JsonObject {
  const copy = structuredClone(object);
  const parent = valueAt(copy, place.slice(0, -1));
  const last = place.at(-1)!;
  if (Array.isArray(parent)) parent.splice(last as number, 1);
  else if (isObject(parent)) delete parent[last];
  return copy;
}

/** A repeatable source of numbers in [0, 1) (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
