/**
 * A built-in kind of one Kubernetes release, as `schemas/kubernetes-<minor>.json` lists it. `served` is false for
 * versions that the server knows but serves only when told to (alpha and beta ones).
 */
export interface KindEntry {
  readonly apiVersion: string;
  readonly kind: string;
  /** Plural in the URL, `deployments`. */
  readonly resource: string;
  readonly namespaced: boolean;
  readonly served: boolean;
  /** Key into `types`. */
  readonly type: string;
}

/**
 * The Go types behind the built-in kinds of one release. A field's type is an expression:
 * `string` `bool` `int32` `int64` `float` `bytes` `time` `microtime` `duration` `int-or-string` `quantity` `any` `schema-or-bool`
 * `schema-or-list` `schema-or-strings`, the name of another type, `[]T` a list, `[=]T` a set, `[k1,k2]T` a list with map keys,
 * `{}T` a map from strings. A field whose name ends in `*` is required by the OpenAPI document.
 */
export interface KubernetesBundle {
  readonly kubernetes: string;
  /** Where the facts are from, such as `k8s.io/kubernetes v1.35.4`. */
  readonly source: string;
  /** `[apiVersion, kind, resource, flags, type]`; flags: `n` namespaced, `s` served by default. */
  readonly kinds: readonly (readonly [string, string, string, string, string])[];
  readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A schema as a CRD holds it (`apiextensions.k8s.io/v1` JSONSchemaProps), descriptions left out. */
export interface CrdSchema {
  readonly type?: string;
  readonly format?: string;
  readonly title?: string;
  readonly properties?: Readonly<Record<string, CrdSchema>>;
  readonly additionalProperties?: boolean | CrdSchema;
  readonly items?: CrdSchema;
  readonly required?: readonly string[];
  readonly enum?: readonly unknown[];
  readonly default?: unknown;
  readonly nullable?: boolean;
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: boolean;
  readonly exclusiveMaximum?: boolean;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly allOf?: readonly CrdSchema[];
  readonly anyOf?: readonly CrdSchema[];
  readonly oneOf?: readonly CrdSchema[];
  readonly not?: CrdSchema;
  readonly 'x-kubernetes-preserve-unknown-fields'?: boolean;
  readonly 'x-kubernetes-embedded-resource'?: boolean;
  readonly 'x-kubernetes-int-or-string'?: boolean;
  readonly 'x-kubernetes-list-type'?: 'atomic' | 'set' | 'map';
  readonly 'x-kubernetes-list-map-keys'?: readonly string[];
  readonly 'x-kubernetes-map-type'?: 'granular' | 'atomic';
  readonly 'x-kubernetes-validations'?: readonly CelRule[];
}

/** One entry of `x-kubernetes-validations`. */
export interface CelRule {
  readonly rule: string;
  readonly message?: string;
  readonly messageExpression?: string;
  readonly reason?: string;
  readonly fieldPath?: string;
  readonly optionalOldSelf?: boolean;
}

/** A custom kind: what a CustomResourceDefinition says of one of its versions. */
export interface CustomKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  /** A create drops `status`, as for kinds with that subresource. */
  readonly statusSubresource?: boolean;
  /** Path of the replicas, for kinds with the scale subresource. */
  readonly replicasPath?: string;
  readonly schema: CrdSchema;
}
