import type { JsonObject } from '../model/json.ts';
import type { FieldError } from './errors.ts';

/** What validation knows of the object besides its fields. */
export interface ObjectContext {
  /** `1.35` */
  readonly kubernetesVersion: string;
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** A custom resource: native validation looks at `metadata` only. */
  readonly custom: boolean;
  /** The cluster's ranges of service addresses, such as `10.96.0.0/12`; without them Services are not compared with them. */
  readonly serviceCidrs?: readonly string[];
  /** Feature gates that the server has switched on beside those that are by default: `HPAScaleToZero`. */
  readonly featureGates?: readonly string[];
  /** The object comes by server-side apply, as Flux sends it, and not by a create: a null in a custom resource stays. */
  readonly serverSideApply?: boolean;
  /** The object as it was before the change, where base and head are compared. */
  readonly oldObject?: JsonObject;
}

/**
 * The server's own validation of a kind, as `native/index.ts` exports it. The object is decoded: of the right types,
 * without unknown fields and without nulls; not defaulted, so that an absent field is what the author left out.
 */
export type NativeValidation = (object: JsonObject, context: ObjectContext) => FieldError[];
