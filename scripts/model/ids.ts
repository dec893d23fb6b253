/** Names one object of the API; namespace is '' for cluster-scoped kinds. */
export interface ObjectRef {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/** `ResourceSet`: flux-operator's. */
export type UnitKind = 'Kustomization' | 'HelmRelease' | 'ResourceSet';

/** `Kustomization/flux-system/apps`: one thing that Flux renders at once. */
export interface UnitId {
  readonly kind: UnitKind;
  readonly namespace: string;
  readonly name: string;
}
