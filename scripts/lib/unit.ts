import type { KindName } from '../model/graph.ts';
import type { ObjectRef, UnitId, UnitKind } from '../model/ids.ts';
import type { Manifest } from '../model/manifest.ts';
import type { UnitResult } from '../model/unit.ts';
import { groupOf } from './kubernetes/kind.ts';
import { text } from './read.ts';

/** `Kustomization/flux-system/apps` */
export function unitKey({ kind, namespace, name }: UnitId): string {
  return `${kind}/${namespace}/${name}`;
}

/** `Kustomization flux-system/apps`, for sentences. */
export function showUnit({ kind, namespace, name }: UnitId): string {
  return `${kind} ${namespace}/${name}`;
}

/** The kinds of Flux objects that make units, with their groups. */
export const fluxKinds: Readonly<Record<UnitKind, KindName>> = {
  Kustomization: 'kustomize.toolkit.fluxcd.io/Kustomization', HelmRelease: 'helm.toolkit.fluxcd.io/HelmRelease', ResourceSet: 'fluxcd.controlplane.io/ResourceSet',
};

/** Whether objects of a kind make units. */
export function isUnit(group: string, kind: string): kind is UnitKind {
  return Object.hasOwn(fluxKinds, kind) && fluxKinds[kind as UnitKind] === `${group}/${kind}`;
}

/** The unit that an object of Flux makes; undefined for any other object. */
export function unitOf({ apiVersion, kind, namespace, name }: ObjectRef): UnitId | undefined {
  return isUnit(groupOf(apiVersion), kind) ? { kind, namespace, name } : undefined;
}

/** Whether a CustomResourceDefinition is from a chart's `crds/` folder: Helm does not mark those as its own. */
export function isFromCrdFolder({ unit, object }: Manifest): boolean {
  return unit.kind === 'HelmRelease' && text(object, 'kind') === 'CustomResourceDefinition' && text(object, 'metadata', 'annotations', 'meta.helm.sh/release-name') === undefined;
}

/** The chart that a HelmRelease was rendered with, or failed with. */
export function chartOf({ chart, message }: UnitResult): { readonly name: string; readonly version: string } | undefined {
  if (chart !== undefined) return chart;
  const [, name, version] = /with chart (\S+)@(\S+)$/.exec(message ?? '') ?? [];
  return name === undefined || version === undefined ? undefined : { name, version };
}

/** Whether Flux makes the object where it is absent, and never changes it (fluxcd/pkg/ssa manager_apply.go shouldSkipApply). */
export function isOnlyMade({ object, unit }: Manifest): boolean {
  const mark = 'kustomize.toolkit.fluxcd.io/ssa';
  return unit.kind === 'Kustomization' && [text(object, 'metadata', 'annotations', mark), text(object, 'metadata', 'labels', mark)].some((value) => value?.toLowerCase() === 'ifnotpresent');
}
