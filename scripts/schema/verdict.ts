import { getKey, isObject } from '../lib/json.ts';
import type { JsonObject } from '../model/json.ts';
import type { NativeValidation, ObjectContext } from './context.ts';
import { typedDecoders, type Decoder } from './decode/typed.ts';
import { child, fieldError, type FieldError } from './errors.ts';
import type { SchemaStore } from './store/store.ts';
import { kindProblem } from './store/unknown.ts';
import type { KindEntry } from './store/types.ts';

/** What the API server would say to one object. */
export interface Verdict {
  readonly accepted: boolean;
  readonly errors: readonly FieldError[];
}

/** The API server of one version with the kinds that it knows. */
export interface Judge {
  judge(object: JsonObject, oldObject?: JsonObject): Verdict;
}

/**
 * Answers as the server does to a create with strict field validation: decoding (unknown fields, Go types), then the kind's
 * own validation. An object that cannot be decoded is not validated; one that only has unknown fields is, without them.
 */
export function makeJudge(store: SchemaStore, native: NativeValidation, kubernetesVersion: string): Judge {
  const decoderOf = typedDecoders(store.kubernetes.types);
  return {
    judge: (object, oldObject) => {
      const apiVersion = getKey(object, 'apiVersion');
      const kind = getKey(object, 'kind');
      const problem = kindProblem(apiVersion, kind, store);
      if (problem !== undefined) return verdict([problem]);
      const entry = store.builtIn(apiVersion as string, kind as string);
      if (entry === undefined) return verdict([fieldError(child(undefined, 'kind'), 'not-checked', 'custom resources are not checked yet')]);
      return verdict(judgeBuiltIn(object, entry, decoderOf(entry.type), native, {
        kubernetesVersion, apiVersion: entry.apiVersion, kind: entry.kind, namespaced: entry.namespaced, custom: false,
        ...(oldObject === undefined ? {} : { oldObject }),
      }));
    },
  };
}

function judgeBuiltIn(object: JsonObject, _entry: KindEntry, decode: Decoder, native: NativeValidation, context: ObjectContext): FieldError[] {
  const errors: FieldError[] = [];
  const decoded = decode(object, undefined, errors);
  if (!isObject(decoded) || errors.some((error) => error.reason !== 'unknown-field')) return errors;
  return [...errors, ...withoutEchoes(native(decoded, context), errors)];
}

/** Leaves out that a field is missing where a misspelt one beside it tells why. */
function withoutEchoes(found: readonly FieldError[], unknown: readonly FieldError[]): FieldError[] {
  const parents = new Set(unknown.map((error) => parentOf(error.field)));
  return found.filter((error) => error.reason !== 'required' || !parents.has(parentOf(error.field)));
}

function parentOf(field: string): string {
  return field.replace(/(^|\.)[^.[]*$|\[[^\]]*\]$/, '');
}

function verdict(errors: readonly FieldError[]): Verdict {
  return { accepted: errors.length === 0, errors };
}
