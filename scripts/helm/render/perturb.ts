import { atPointer, getKey, isObject, pointerToken, pointerTokens, setKey } from '../../lib/json.ts';
import type { Json, JsonObject, Scalar } from '../../model/json.ts';

/** One document of a render, as far as comparing needs it. */
export interface Seen {
  readonly template: string;
  readonly kind: string;
  readonly name: string;
  readonly object?: JsonObject;
}

/** Further renders of a release. */
export interface Renders {
  /** With other values, all of it or one template; undefined: that render fails. */
  again(values: JsonObject, only?: string): readonly Seen[] | undefined;
  /** Whether a template gives by itself what it gives among the others. */
  isAlone(template: string): boolean;
}

/**
 * Finds out by trying which value makes a field: change one value, render again, see what moves. Every value is tried
 * once for a release, however many fields are asked for.
 */
export interface Perturbation {
  /** The values key behind a scalar; `exact`: the field holds the value itself and follows it. */
  causeOf(document: Seen, pointer: string): { readonly values: string; readonly exact: boolean } | undefined;
  /** Whether changing or removing what lies at a pointer changes anything that is rendered. */
  matters(pointer: string): boolean;
  /** Whether what lies at a pointer would change anything under another name. */
  mattersAs(pointer: string, name: string): boolean;
}

const maxTries = 400;

/** `all`: the coalesced values; `user`: those of the user, which a change is written into. */
export function perturbation(user: JsonObject, all: JsonObject, before: readonly Seen[], { again, isAlone }: Renders): Perturbation {
  const leaves = leavesOf(all);
  const tried = new Map<string, readonly Seen[] | undefined>();
  let tries = 0;
  const templates = new Set(before.map(({ template }) => template)).size;
  const attempt = (pointer: string, template: string): readonly Seen[] | undefined => {
    const only = isAlone(template) ? template : undefined;
    const name = `${only ?? ''} ${pointer}`;
    if (!tried.has(name)) {
      tries += only === undefined ? 1 : 1 / templates;
      if (tries > maxTries) return undefined;
      const value = atPointer(all, pointer);
      tried.set(name, again(withValue(user, all, pointer, changed(value ?? null)), only));
    }
    return tried.get(name);
  };
  const moves = (values: JsonObject): boolean => {
    const seen = again(values);
    return seen === undefined || JSON.stringify(seen.map(({ object, template }) => [template, object]), bigints) !== printed;
  };
  const printed = JSON.stringify(before.map(({ object, template }) => [template, object]), bigints);

  return {
    causeOf(document, pointer) {
      const value = document.object === undefined ? undefined : atPointer(document.object, pointer);
      if (value === undefined || (typeof value === 'object' && value !== null)) return undefined;
      for (const leaf of inOrderOf(leaves, value, pointer)) {
        const counterpart = counterpartOf(document, before, attempt(leaf.pointer, document.template));
        if (counterpart?.object === undefined) continue;
        const moved = atPointer(counterpart.object, pointer);
        if (moved === value) continue;
        const exact = String(leaf.value) === String(value) && String(moved) === String(changed(leaf.value));
        return { values: leaf.pointer, exact };
      }
      return undefined;
    },
    matters: function matters(pointer): boolean {
      const value = atPointer(user, pointer);
      const variants = [withoutValue(user, pointer), withValue(user, all, pointer, changed(value ?? null)), ...(isObject(value) ? [withValue(user, all, pointer, { ...value, unlikely_key: 'unlikely' }), withValue(user, all, pointer, otherwise(atPointer(all, pointer) ?? null))] : [])];
      // a map that equals the defaults may be taken away without a trace, though its keys are read
      return variants.some(moves) || (isObject(value) && Object.keys(value).some((key) => matters(`${pointer}/${pointerToken(key)}`)));
    },
    mattersAs(pointer, name) {
      const parent = pointer.slice(0, pointer.lastIndexOf('/'));
      const holder = atPointer(user, parent);
      return isObject(holder) && !Object.hasOwn(holder, name) && moves(withValue(user, all, `${parent}/${pointerToken(name)}`, atPointer(user, pointer) ?? null));
    },
  };
}

const bigints = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? String(value) : value);

interface Leaf {
  readonly pointer: string;
  readonly value: Scalar;
}

function leavesOf(value: Json, at = '', out: Leaf[] = []): Leaf[] {
  if (Array.isArray(value)) value.forEach((item, index) => leavesOf(item, `${at}/${index}`, out));
  else if (isObject(value)) for (const [key, item] of Object.entries(value)) leavesOf(item, `${at}/${pointerToken(key)}`, out);
  else out.push({ pointer: at, value });
  return out;
}

/**
 * The likely ones first: the same value, then one that is a part of the field, then the field a part of it, then a value that
 * is a template by itself, then one whose key has the field's name.
 */
function inOrderOf(leaves: readonly Leaf[], value: Scalar, at: string): Leaf[] {
  const text = String(value);
  const name = at.slice(at.lastIndexOf('/'));
  const rank = ({ value: leaf, pointer }: Leaf): number => {
    const other = String(leaf);
    if (other === text) return typeof leaf === typeof value ? 0 : 1;
    if (other !== '' && text.includes(other)) return other.length > 2 ? 2 : 4;
    if (text.length > 2 && other.includes(text)) return 3;
    return other.includes('{{') ? 5 : pointer.endsWith(name) ? 6 : 9;
  };
  return leaves.map((leaf) => ({ leaf, rank: rank(leaf) })).filter((one) => one.rank < 9).sort((a, b) => a.rank - b.rank || Number(b.leaf.value !== null) - Number(a.leaf.value !== null)).map(({ leaf }) => leaf);
}

/** The same document in another render: by template, kind and name, or by its position among them. */
export function counterpartOf(document: Seen, before: readonly Seen[], after: readonly Seen[] | undefined): Seen | undefined {
  if (after === undefined) return undefined;
  const like = (one: Seen): boolean => one.template === document.template && one.kind === document.kind;
  const peers = before.filter(like);
  const others = after.filter(like);
  return others.find(({ name }) => name === document.name) ?? (peers.length === others.length ? others[peers.findIndex(({ name }) => name === document.name)] : undefined);
}

/** Another value of the same kind. */
export function changed(value: Json): Json {
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + 1;
  if (typeof value === 'bigint') return value + 1n;
  if (typeof value === 'string') return `${value}x`;
  if (value === null) return 'x';
  return Array.isArray(value) ? [...value, ...(value[0] === undefined ? ['x'] : [value[0]])] : { ...value, unlikely_key: 'unlikely' };
}

/** With every scalar another: of a map whose keys the user leaves to the chart, some may be read all the same. */
function otherwise(value: Json): Json {
  if (Array.isArray(value)) return value.map(otherwise);
  return isObject(value) ? Object.fromEntries(Object.entries(value).map(([key, item]) => [key, otherwise(item)])) : changed(value);
}

/** A copy with one value replaced; lists that only the defaults hold are copied first. */
export function withValue(user: JsonObject, all: JsonObject, pointer: string, value: Json): JsonObject {
  const root: JsonObject = { ...user };
  let at: Json = root;
  let path = '';
  const tokens = pointerTokens(pointer);
  tokens.forEach((token, index) => {
    path += `/${pointerToken(token)}`;
    const last = index === tokens.length - 1;
    const next = last ? value : copyOf(Array.isArray(at) ? at[Number(token)] : getKey(at as JsonObject, token), atPointer(all, path));
    if (Array.isArray(at)) at[Number(token)] = next;
    else setKey(at as JsonObject, token, next);
    at = next;
  });
  return root;
}

function copyOf(given: Json | undefined, fallback: Json | undefined): Json {
  if (Array.isArray(given)) return [...given];
  if (isObject(given)) return { ...given };
  return Array.isArray(fallback) ? [...fallback] : {};
}

function withoutValue(user: JsonObject, pointer: string): JsonObject {
  const parent = pointer.slice(0, pointer.lastIndexOf('/'));
  const key = pointerTokens(pointer).at(-1) ?? '';
  const holder = atPointer(user, parent);
  if (Array.isArray(holder)) return withValue(user, user, parent, holder.toSpliced(Number(key), 1));
  const rest: JsonObject = {};
  for (const [name, value] of Object.entries(holder ?? {})) if (name !== key) setKey(rest, name, value as Json);
  return parent === '' ? rest : withValue(user, user, parent, rest);
}
