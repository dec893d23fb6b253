import { getKey, isObject } from '../lib/json.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { NativeValidation, ObjectContext } from './context.ts';
import { decodeCustom } from './crd/decode.ts';
import { checkEmbedded } from './crd/embedded.ts';
import { checkLists } from './crd/lists.ts';
import { compileRules, objectBudget, type RuleCheck } from './crd/rules.ts';
import { type Check, compileSchema } from './crd/validate.ts';
import type { Decoder } from './decode/mismatch.ts';
import { at, child, type FieldError, fieldError, type FieldPath } from './errors.ts';
import type { CustomKind } from './store/types.ts';

/** Judges the objects of one custom kind. */
export type CustomJudge = (object: JsonObject, context: ObjectContext) => { readonly decoded: JsonObject | undefined; readonly errors: FieldError[] };

/** How deep a custom resource may be; deeper ones are refused before anything recurses into them. */
const maxDepth = 200;

/**
 * Compiles a custom kind: decoding, metadata, schema, embedded objects, list types, then rules where nothing that they rely on is
 * broken. Source: k8s.io/apiextensions-apiserver/pkg/registry/customresource/strategy.go
 */
export function customJudge(kind: CustomKind, metadata: Decoder, native: NativeValidation): CustomJudge {
  let check: Check | undefined;
  let rules: RuleCheck | undefined | null = null;
  return (object, context) => {
    const deep = tooDeep(object, undefined, 0);
    if (deep !== undefined) return { decoded: undefined, errors: [fieldError(deep, 'invalid', `is nested deeper than ${maxDepth} levels`)] };
    const errors: FieldError[] = [];
    const decoded = decodeCustom(object, kind.schema, metadata, errors, context.serverSideApply);
    if (errors.some((error) => error.reason !== 'unknown-field')) return { decoded: undefined, errors };
    if (kind.statusSubresource === true) delete decoded['status'];
    const found = native(decoded, context);
    (check ??= compileSchema(kind.schema))(decoded, undefined, found);
    checkReplicas(decoded, kind.replicasPath, found);
    checkEmbedded(decoded, kind.schema, undefined, found);
    checkLists(decoded, kind.schema, undefined, found);
    if (!found.some(blocksRules)) {
      if (rules === null) rules = compileRules(kind.schema);
      rules?.(decoded, context.oldObject, undefined, found, objectBudget());
    }
    return { decoded, errors: [...errors, ...found] };
  };
}

/** Errors after which the server does not run rules (hasBlockingErr). */
function blocksRules(error: FieldError): boolean {
  return error.reason === 'required' || error.reason === 'not-supported' || error.reason === 'too-long' || error.reason === 'too-many' || error.reason === 'type-invalid' || error.reason === 'not-found';
}

function checkReplicas(object: JsonObject, path: string | undefined, errors: FieldError[]): void {
  if (path === undefined) return;
  let value: Json | undefined = object;
  let here: FieldPath | undefined;
  for (const name of path.replace(/^\./, '').split('.')) {
    value = isObject(value) ? getKey(value, name) : undefined;
    here = child(here, name);
  }
  if ((typeof value === 'number' || typeof value === 'bigint') && (value < 0 || value > 2147483647)) errors.push(fieldError(here, 'invalid', `must be between 0 and 2147483647, not ${value}`));
}

function tooDeep(value: Json, path: FieldPath | undefined, depth: number): FieldPath | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (depth > maxDepth) return path;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) {
      const deep = tooDeep(value[index]!, at(path, index), depth + 1);
      if (deep !== undefined) return deep;
    }
    return undefined;
  }
  for (const key of Object.keys(value)) {
    const deep = tooDeep(value[key]!, child(path, key), depth + 1);
    if (deep !== undefined) return deep;
  }
  return undefined;
}

