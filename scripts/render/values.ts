import { atPointer, getKey, isObject, setKey } from '../lib/json.ts';
import { object, objects, refOf, text } from '../lib/object.ts';
import type { ExternalInput } from '../model/cluster.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Origin } from '../model/origin.ts';
import type { Problem } from '../model/problem.ts';
import { applySet } from '../helm/values/set.ts';
import { findInput } from './inputs.ts';
import { decodeMap } from './decode.ts';
import { append, placeOf } from './origin.ts';
import type { State } from './state.ts';

export interface MergedValues {
  readonly values: JsonObject;
  /** Where the user wrote a values key; undefined for a key that only the chart has. */
  readonly originOf: (pointer: string) => Origin | undefined;
}

export type ValuesResult = { readonly ok: true; readonly merged: MergedValues } | { readonly ok: false; readonly message: string; readonly problem: Problem; readonly missing: boolean };

interface Layer {
  readonly values: JsonObject;
  readonly originOf: (pointer: string) => Origin | undefined;
}

/**
 * Composes the values of a HelmRelease as helm-controller does (github.com/fluxcd/pkg/chartutil v1.27.2
 * ChartValuesFromReferences): `valuesFrom` in order, each over the one before, `spec.values` over all of them, except that
 * a `targetPath` is set over `spec.values` too.
 */
export function composeValues(flux: Manifest, state: State, external: readonly ExternalInput[]): ValuesResult {
  const namespace = text(flux.object, 'metadata', 'namespace');
  const own: Layer = { values: object(flux.object, 'spec', 'values'), originOf: (pointer) => flux.originOf(`/spec/values${pointer}`) };
  const layers: Layer[] = [];
  let result: JsonObject = {};
  const add = (layer: Layer) => {
    result = mergeMaps(result, layer.values);
    layers.push(layer);
  };
  for (const [index, ref] of objects(flux.object, 'spec', 'valuesFrom').entries()) {
    const kind = text(ref, 'kind');
    const name = text(ref, 'name');
    const key = text(ref, 'valuesKey') || 'values.yaml';
    const optional = ref['optional'] === true;
    const input = findInput(kind, namespace, name, state, external);
    const value = input?.data.get(key);
    if (value === undefined) {
      if (optional) continue;
      if (input !== undefined && !input.complete) {
        return failed(index, 'valuesKey', `git does not say what ${kind} ${namespace}/${name} holds under "${key}", which values are read from; declare its data under external: in validate.yaml`, kind, name, key, 'key not found', false);
      }
      return input === undefined
        ? failed(index, 'name', `nothing in this repository makes ${kind} ${namespace}/${name}, which values are read from`, kind, name, key, `${kind === 'Secret' ? 'secrets' : 'configmaps'} "${name}" not found`, true)
        : failed(index, 'valuesKey', `${kind} ${namespace}/${name} has no key "${key}", which values are read from`, kind, name, key, 'key not found', true);
    }
    const originOf = () => input?.originOf(key);
    const targetPath = text(ref, 'targetPath');
    if (targetPath !== '') {
      add(own);
      const set: JsonObject = {};
      const before = result;
      result = structuredClone(before);
      const error = setPath(result, set, targetPath, value, ref['literal'] === true);
      if (error !== undefined) return failed(index, 'targetPath', `targetPath "${targetPath}" cannot be set: ${error}`, kind, name, key, error, false);
      layers.push({ values: set, originOf });
      continue;
    }
    const decoded = decodeMap(value);
    if ('error' in decoded) return failed(index, 'valuesKey', `${kind} ${namespace}/${name} key "${key}" holds no values: ${decoded.error}`, kind, name, key, decoded.error, false);
    add({ values: decoded.value, originOf: (pointer) => nested(originOf(), decoded.lineOf(pointer)) });
  }
  add(own);
  const originOf = (pointer: string) => layers.findLast(({ values }) => hasPointer(values, pointer))?.originOf(pointer);
  return { ok: true, merged: { values: result, originOf } };

  function failed(index: number, field: string, said: string, kind: string, name: string, key: string, reason: string, missing: boolean): ValuesResult {
    const place = placeOf(flux, `/spec/valuesFrom/${index}/${field}`) ?? placeOf(flux, `/spec/valuesFrom/${index}`);
    return {
      ok: false,
      missing,
      message: `could not resolve ${kind} chart values reference '${namespace}/${name}' with key '${key}': ${reason}`,
      problem: {
        code: 'flux/values-from-missing',
        message: said,
        help: 'render it in the namespace of the HelmRelease, set optional: true, or declare it under external: in validate.yaml',
        ...(place !== undefined && { place }),
      },
    };
  }
}

/** `spec.values` that is no map: the API server takes it, and helm-controller's GetValues drops it without a word. */
export function valuesIgnored(flux: Manifest): Problem[] {
  const values = getKey(object(flux.object, 'spec'), 'values');
  if (values === undefined || values === null || isObject(values)) return [];
  const place = placeOf(flux, '/spec/values');
  return [{
    code: 'helm/values-invalid', message: `spec.values is ${Array.isArray(values) ? 'a list' : `a ${typeof values}`}, not a map: Flux leaves all of it out`,
    object: refOf(flux.object), pointer: '/spec/values', ...(place !== undefined && { place }),
  }];
}

/** Sets a `targetPath` as `helm --set` would (`--set-string` for a quoted or literal value); also into `trace`, for origins. */
function setPath(values: JsonObject, trace: JsonObject, path: string, value: string, literal: boolean): string | undefined {
  const quoted = /^(['"]).*\1$/s.test(value) || value === "'" || value === '"';
  const escaped = literal ? value.replace(/[\\,[\]{}]/g, '\\$&') : quoted ? value.replace(/^['"]+|['"]+$/g, '') : value;
  const mode = literal || quoted ? 'text' : 'typed';
  return applySet(`${path}=${escaped}`, values, mode) ?? applySet(`${path}=${escaped}`, trace, mode);
}

/** Maps merge, everything else replaces; null stays null (chartutil MergeMaps). */
export function mergeMaps(base: JsonObject, over: JsonObject): JsonObject {
  const out: JsonObject = {};
  for (const [key, value] of Object.entries(base)) setKey(out, key, value);
  for (const [key, value] of Object.entries(over)) {
    const below: Json | undefined = Object.hasOwn(out, key) ? out[key] : undefined;
    setKey(out, key, isObject(value) && isObject(below) ? mergeMaps(below, value) : value);
  }
  return out;
}

function hasPointer(values: JsonObject, pointer: string): boolean {
  return pointer === '' ? true : atPointer(values, pointer) !== undefined;
}

/** The place of a line of a text that is itself a value of a ConfigMap or the content of a generator's file. */
function nested(origin: Origin | undefined, line: number | undefined): Origin | undefined {
  const [first, ...rest] = origin?.steps ?? [];
  if (origin === undefined || first?.place === undefined || line === undefined) return origin;
  const { file } = first.place;
  // A generator's file holds the text itself; a block scalar begins on the line below its key.
  const place = first.kind === 'generator' ? { file, line, column: 1 } : { file, line: first.place.line + line, column: 1 };
  return append({ ...origin, certainty: first.kind === 'generator' ? origin.certainty : 'probably', steps: [{ kind: 'valuesFrom', place }] }, ...rest);
}

