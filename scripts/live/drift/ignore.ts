import { compileRe2 } from '../../lib/re2.ts';
import { isObject, pointerTokens } from '../../lib/json.ts';
import { object, text } from '../../lib/object.ts';
import type { Json, JsonObject } from '../../model/json.ts';

/** `spec.driftDetection.ignore` of a HelmRelease, `spec.ignore` of a Kustomization. */
export interface IgnoreRule {
  /** JSON pointers; '' is the whole object. */
  readonly paths: readonly string[];
  readonly target: JsonObject | undefined;
}

/** The pointers that the rules take out of the comparison of an object (fluxcd/pkg/ssa jsondiff). */
export function ignoredPaths(rules: readonly IgnoreRule[], body: JsonObject): string[] {
  return rules.filter(({ target }) => target === undefined || matches(target, body)).flatMap(({ paths }) => paths);
}

/** Takes a value out, as a JSON patch `remove` that may miss; negative indices count from the end. */
export function removeAt(value: Json, pointer: string): Json {
  const [token, ...rest] = pointerTokens(pointer);
  if (token === undefined) return value;
  const below = `${rest.map((part) => `/${part.replaceAll('~', '~0').replaceAll('/', '~1')}`).join('')}`;
  if (Array.isArray(value)) {
    const index = /^-?\d+$/.test(token) ? (Number(token) < 0 ? value.length + Number(token) : Number(token)) : -1;
    if (index < 0 || index >= value.length) return value;
    return rest.length === 0 ? value.toSpliced(index, 1) : value.with(index, removeAt(value[index]!, below));
  }
  if (!isObject(value) || !Object.hasOwn(value, token)) return value;
  if (rest.length > 0) return { ...value, [token]: removeAt(value[token]!, below) };
  return Object.fromEntries(Object.entries(value).filter(([key]) => key !== token));
}

/** Regular expressions for group, version, kind, name and namespace, label expressions for the rest. */
function matches(target: JsonObject, body: JsonObject): boolean {
  const apiVersion = text(body, 'apiVersion');
  const slash = apiVersion.indexOf('/');
  const of = { group: slash < 0 ? '' : apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind: text(body, 'kind'), name: text(body, 'metadata', 'name'), namespace: text(body, 'metadata', 'namespace') };
  return Object.entries(of).every(([key, value]) => fits(text(target, key), value))
    && selects(text(target, 'labelSelector'), object(body, 'metadata', 'labels')) && selects(text(target, 'annotationSelector'), object(body, 'metadata', 'annotations'));
}

function fits(pattern: string, value: string): boolean {
  if (pattern === '') return true;
  try {
    return compileRe2(`^(?:${pattern})$`).matcher(value).find();
  } catch {
    return false;
  }
}

/** A label selector as text: `a=b, c!=d, e in (f, g), h notin (i), j, !k` (apimachinery labels.Parse). */
export function selects(selector: string, labels: JsonObject): boolean {
  return (selector.match(/[^,(]+(?:\([^)]*\))?/g) ?? []).map((part) => part.trim()).filter((part) => part !== '').every((part) => {
    const set = /^(\S+)\s+(in|notin)\s*\(([^)]*)\)$/.exec(part);
    const of = (key: string): string | undefined => (typeof labels[key] === 'string' && Object.hasOwn(labels, key) ? labels[key] : undefined);
    if (set !== null) {
      const among = set[3]!.split(',').map((value) => value.trim()).includes(of(set[1]!) ?? '\0');
      return set[2] === 'in' ? among : !among;
    }
    const pair = /^([^=!\s]+)\s*(==|=|!=)\s*(\S*)$/.exec(part);
    if (pair !== null) return (of(pair[1]!) === pair[3]) === (pair[2] !== '!=');
    return part.startsWith('!') ? of(part.slice(1).trim()) === undefined : of(part) !== undefined;
  });
}
