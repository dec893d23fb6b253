import { isObject, pointerToken, pointerTokens } from '../../lib/json.ts';
import { object, objects, text } from '../../lib/object.ts';
import type { Json, JsonObject } from '../../model/json.ts';

/** `kubectl-edit, 2026-11-21T07:00:00Z`: who wrote a field last beside Flux (managedFields, KEP-555). */
export function ownerOf(live: JsonObject, pointer: string, flux: string): string | undefined {
  const found = objects(live, 'metadata', 'managedFields').filter((entry) => text(entry, 'manager') !== flux && text(entry, 'subresource') !== 'status' && holds(object(entry, 'fieldsV1'), live, pointerTokens(pointer)))
    .sort((a, b) => (text(a, 'time') < text(b, 'time') ? 1 : -1))[0];
  return found === undefined ? undefined : `${text(found, 'manager')}, ${text(found, 'time')}`;
}

/** Whether a set of fields names the field or something below it. */
function holds(fields: JsonObject, value: Json | undefined, tokens: readonly string[]): boolean {
  const [token, ...below] = tokens;
  if (token === undefined) return true;
  for (const [key, inner] of Object.entries(fields)) {
    if (key === '.') continue;
    const at = childOf(key, value);
    if (at !== undefined && String(at.key) === token && (holds(isObject(inner) ? inner : {}, at.value, below) || (below.length > 0 && isObject(inner) && Object.keys(inner).length === 0))) return true;
  }
  return false;
}

/** The key or index that `f:name`, `k:{…}`, `v:…` or `i:0` means in a value, and what lies there. */
function childOf(field: string, value: Json | undefined): { readonly key: string | number; readonly value: Json | undefined } | undefined {
  const name = field.slice(2);
  if (field.startsWith('f:')) return { key: name, value: isObject(value ?? null) && Object.hasOwn(value as JsonObject, name) ? (value as JsonObject)[name] : undefined };
  if (!Array.isArray(value)) return undefined;
  const wanted = parse(name);
  const index = field.startsWith('i:') ? Number(name) : value.findIndex((item) => (field.startsWith('k:') ? isObject(item) && isObject(wanted) && Object.entries(wanted).every(([key, part]) => item[key] === part) : item === wanted));
  return index < 0 ? undefined : { key: index, value: value[index] };
}

/**
 * Fields that somebody added with kubectl and that git does not hold: kustomize-controller takes such fields over before it applies, and so
 * removes them. `applied` is what a plain apply would leave.
 */
export function addedByKubectl(live: JsonObject, applied: JsonObject): string[] {
  const kept = objects(applied, 'metadata', 'managedFields').filter((entry) => text(entry, 'subresource') === '' && !isKubectl(entry));
  const found: string[] = [];
  for (const entry of objects(live, 'metadata', 'managedFields').filter(isKubectl)) {
    for (const pointer of leaves(object(entry, 'fieldsV1'), live, '')) {
      if (!found.includes(pointer) && !/^\/(status|metadata\/(annotations\/kubectl\.kubernetes\.io~1last-applied-configuration$|(?!labels\/|annotations\/)))/.test(pointer)
        && !kept.some((other) => holds(object(other, 'fieldsV1'), applied, pointerTokens(pointer)))) found.push(pointer);
    }
  }
  return found;
}

function isKubectl(entry: JsonObject): boolean {
  const [manager, operation] = [text(entry, 'manager'), text(entry, 'operation')];
  return text(entry, 'subresource') === '' && (manager.startsWith('kubectl') || (operation === 'Update' && (manager.startsWith('before-first-apply') || manager.startsWith('kustomize-controller'))));
}

function leaves(fields: JsonObject, value: Json | undefined, pointer: string): string[] {
  const inner = Object.entries(fields).filter(([key]) => key !== '.');
  if (inner.length === 0) return value === undefined ? [] : [pointer];
  return inner.flatMap(([key, below]) => {
    const at = childOf(key, value);
    return at === undefined || at.value === undefined ? [] : leaves(isObject(below) ? below : {}, at.value, `${pointer}/${pointerToken(at.key)}`);
  });
}

function parse(json: string): Json {
  try {
    return JSON.parse(json) as Json;
  } catch {
    return null;
  }
}
