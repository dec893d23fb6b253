import { text } from '../lib/read.ts';
import { isFromCrdFolder, showUnit, unitKey } from '../lib/unit.ts';
import type { Removal } from '../model/change.ts';
import type { Graph, Resource } from '../model/graph.ts';
import { prunes, type SideUnits } from './units.ts';

/**
 * Whether Flux deletes an object that head no longer has: by its marks, by the unit that owned it, and where that is gone
 * too, by what becomes of the unit. Sources: kustomize-controller internal/controller/kustomization_controller.go prune and
 * finalize; helm pkg/action/resource_policy.go, uninstall.go.
 */
export function fateOf(resource: Resource, base: Graph, baseUnits: SideUnits, headUnits: SideUnits, depth = 0): Omit<Removal, 'cause'> {
  const { manifest, object } = resource;
  const mark = (key: string): string | undefined => text(object, 'metadata', 'annotations', key) ?? text(object, 'metadata', 'labels', key);
  const verdict = (deleted: boolean, because: string): Omit<Removal, 'cause'> => ({ resource, deleted, because });
  if (manifest.hooks !== undefined) return mark('helm.sh/hook-delete-policy')?.includes('hook-succeeded') === true ? verdict(true, 'Helm ran it as a hook, and deleted it once that had succeeded') : verdict(false, 'Helm ran it as a hook, and leaves what hooks made');
  // Flux keeps in its inventory what it is told to leave alone (kustomize-controller internal/inventory AddChangeSet).
  if (headUnits.leftAlone.has(`${resource.kind} ${resource.namespace}/${resource.name}`)) return verdict(false, 'git still holds it, with a mark by which Flux leaves it as it is');
  if (manifest.unit.kind === 'HelmRelease') {
    if (mark('helm.sh/resource-policy') === 'keep') return verdict(false, 'it is marked helm.sh/resource-policy: keep');
    if (resource.kind === 'Namespace' && mark('helm.toolkit.fluxcd.io/name') === undefined) return verdict(false, 'Helm made it for install.createNamespace, and never deletes it');
    if (isFromCrdFolder(manifest)) return verdict(false, "Helm never deletes what is in a chart's crds/ folder");
  } else if (manifest.unit.kind === 'ResourceSet') {
    if (mark('fluxcd.controlplane.io/prune') === 'disabled') return verdict(false, 'it is marked prune: disabled');
  } else {
    for (const [key, value] of [['prune', 'disabled'], ['reconcile', 'disabled'], ['ssa', 'ignore']] as const) if (mark(`kustomize.toolkit.fluxcd.io/${key}`)?.toLowerCase() === value) return verdict(false, `it is marked ${key}: ${value}`);
  }
  const key = unitKey(manifest.unit);
  const now = headUnits.objects.get(key);
  if (now !== undefined) {
    const { prunes: deleted, because } = prunes(now);
    return verdict(deleted, because);
  }
  if (headUnits.results.has(key)) return verdict(true, `${showUnit(manifest.unit)} prunes`);
  const flux = baseUnits.objects.get(key);
  if (flux === undefined) return verdict(false, `${showUnit(manifest.unit)}, the cluster's entry, is gone from git; its Flux stops with an error and deletes nothing`);
  // A chain of units is as deep as the repository nests them; a circle cannot delete anything.
  const own = depth > 50 ? undefined : fateOf(base.of(flux), base, baseUnits, headUnits, depth + 1);
  if (own === undefined || !own.deleted) return verdict(false, `${showUnit(manifest.unit)} stays in the cluster: ${own?.because ?? 'nothing deletes it'}`);
  if (manifest.unit.kind === 'HelmRelease') return text(flux.object, 'kind') !== undefined && prunes(flux).prunes ? verdict(true, `${showUnit(manifest.unit)} is uninstalled`) : verdict(false, prunes(flux).because);
  const policy = text(flux.object, 'spec', 'deletionPolicy') ?? 'MirrorPrune';
  if (!prunes(flux).prunes && (policy === 'MirrorPrune' || prunes(flux).because.endsWith('suspended'))) return verdict(false, `${prunes(flux).because}, and is gone`);
  if (policy === 'Orphan') return verdict(false, `${showUnit(manifest.unit)} is gone, with deletionPolicy: Orphan`);
  return verdict(true, `${showUnit(manifest.unit)} is gone`);
}
