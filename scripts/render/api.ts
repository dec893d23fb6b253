import type { JsonObject } from '../model/json.ts';

/** What the render has to know of the API server that the manifests go to; made from the schemas of its version. */
export interface ClusterApi {
  /** Group versions and kinds that the server has itself: `apps/v1`, `apps/v1/Deployment`. */
  readonly served: readonly string[];
  /** Whether objects of a kind live in a namespace; undefined for a kind that is not known. */
  namespaced(apiVersion: string, kind: string): boolean | undefined;
  /** `deployments`; undefined for a kind that is not known. */
  resource(apiVersion: string, kind: string): string | undefined;
  /**
   * A CEL expression that comes to true or false, over variables (`compile`: typed beforehand) or over the top-level fields of an
   * object (`parse`). `invalid`: it can never run, in Flux's words; `said`: the same for a reader. `error`: it cannot be evaluated here.
   */
  evaluate(expression: string, variables: JsonObject, mode: 'parse' | 'compile'): { readonly value: boolean } | { readonly error: string } | { readonly invalid: string; readonly said: string };
  /**
   * What the server has against an object that is new, or against the change of one that is there. CRDs of the cluster are given,
   * newest last. It is sent by a server-side apply, or by a create, which lets nulls and repeated items pass.
   */
  refuses(object: JsonObject, definitions: readonly JsonObject[], before?: JsonObject, how?: 'apply' | 'create'): readonly Refusal[];
}

export interface Refusal {
  readonly field: string;
  /** The same place as a JSON pointer. */
  readonly pointer: string;
  /** True for what the server tells before it asks admission: fields that are not there, values of the wrong type. */
  readonly decoding: boolean;
  /** True for a field that the kind does not have. */
  readonly unknownField: boolean;
  /** True for a kind that the server does not have. */
  readonly unknownKind: boolean;
  readonly message: string;
}
