import { getKey, isObject } from '../lib/json.ts';
import type { JsonObject } from '../model/json.ts';
import { refusedByApply } from './applied.ts';
import type { ObjectContext } from './context.ts';
import { customJudge, type CustomJudge } from './custom.ts';
import { type Decoder, typedDecoders } from './decode/typed.ts';
import type { FieldError } from './errors.ts';
import { checkExpressions } from './expressions/index.ts';
import { validateNative } from './native/index.ts';
import { checkPlugins } from './plugins.ts';
import { shapeOf } from './shape.ts';
import type { SchemaStore } from './store/store.ts';
import type { CustomKind } from './store/types.ts';
import { kindProblem } from './store/unknown.ts';

/** What the API server would say to one object. */
export interface Verdict {
  readonly accepted: boolean;
  readonly errors: readonly FieldError[];
  /** What the server would warn of: versions that go away. */
  readonly warnings: readonly string[];
  /** The object as the server holds it after decoding (and the defaults of its CRD); absent where it cannot be decoded. */
  readonly decoded?: JsonObject;
}

/** The API server of one version with the kinds that it knows. */
export interface Judge {
  /** The verdict on a create, or on the change from `oldObject`. Never throws. */
  judge(object: JsonObject, oldObject?: JsonObject): Verdict;
}

/**
 * Answers as the server does to a create with strict field validation: decoding (unknown fields, Go types), then the kind's
 * own validation. An object that cannot be decoded is not validated; one that only has unknown fields is, without them.
 */
export function makeJudge(store: SchemaStore, kubernetesVersion: string, server: Pick<ObjectContext, 'serviceCidrs' | 'featureGates' | 'serverSideApply'> = {}): Judge {
  const decoderOf = typedDecoders(store.kubernetes.types);
  const custom = new Map<CustomKind, CustomJudge>();
  const customOf = (kind: CustomKind): CustomJudge => {
    let made = custom.get(kind);
    if (made === undefined) custom.set(kind, (made = customJudge(kind, decoderOf('meta.v1.ObjectMeta'), validateNative)));
    return made;
  };
  return {
    judge: (object, oldObject) => {
      const apiVersion = getKey(object, 'apiVersion');
      const kind = getKey(object, 'kind');
      const problem = kindProblem(apiVersion, kind, store);
      if (problem !== undefined) return { accepted: false, errors: [problem], warnings: [] };
      const builtIn = store.builtIn(apiVersion as string, kind as string);
      const own = builtIn ?? store.custom(apiVersion as string, kind as string)!;
      const context: ObjectContext = {
        kubernetesVersion, apiVersion: apiVersion as string, kind: kind as string, namespaced: own.namespaced, custom: builtIn === undefined,
        ...server,
        ...(oldObject === undefined ? {} : { oldObject }),
      };
      const { decoded, errors } = builtIn === undefined ? customOf(own as CustomKind)(object, context) : judgeBuiltIn(object, decoderOf(builtIn.type), context);
      const said = withoutEchoes(server.serverSideApply === true && decoded !== undefined ? [...errors, ...refusedByApply(decoded, builtIn === undefined ? undefined : shapeOf(store, context.apiVersion, context.kind), errors)] : errors);
      return { accepted: said.length === 0, errors: said, warnings: warningsOf(own, store, context), ...(decoded === undefined ? {} : { decoded }) };
    },
  };
}

function judgeBuiltIn(object: JsonObject, decode: Decoder, context: ObjectContext): ReturnType<CustomJudge> {
  const errors: FieldError[] = [];
  const decoded = decode(object, undefined, errors);
  if (!isObject(decoded) || errors.some((error) => error.reason !== 'unknown-field')) return { decoded: undefined, errors };
  return { decoded, errors: [...errors, ...validateNative(decoded, context), ...checkExpressions(decoded, context), ...checkPlugins(decoded, context)] };
}

/** Leaves out that a field or what it refers to is missing where a misspelt field tells why. */
function withoutEchoes(errors: readonly FieldError[]): FieldError[] {
  const parents = new Set(errors.filter((error) => error.reason === 'unknown-field').map((error) => parentOf(error.field)));
  if (parents.size === 0) return [...errors];
  return errors.filter((error) => error.reason !== 'not-found' && (error.reason !== 'required' || !parents.has(parentOf(error.field))));
}

function parentOf(field: string): string {
  return field.replace(/(^|\.)[^.[]*$|\[[^\]]*\]$/, '');
}

function warningsOf(kind: object, store: SchemaStore, { apiVersion, kind: name, kubernetesVersion }: ObjectContext): string[] {
  const custom = kind as Partial<CustomKind>;
  if (custom.deprecated === true) return [custom.deprecationWarning ?? `${apiVersion} ${name} is deprecated`];
  const fate = store.lifecycles().fate(apiVersion, name, kubernetesVersion);
  return fate === undefined ? [] : [fate.message];
}
