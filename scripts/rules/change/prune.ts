import { get, text } from '../../lib/read.ts';
import type { Graph, Resource } from '../../model/graph.ts';
import type { UnitId } from '../../model/ids.ts';
import { fluxObject } from './owners.ts';

/** Whether a unit that no longer renders an object deletes it: unless it is marked, suspended, or told not to prune. */
export function prune({ object }: Resource, head: Graph, owner: UnitId): boolean {
  const mark = (key: string): string | undefined => text(object, 'metadata', 'annotations', key) ?? text(object, 'metadata', 'labels', key);
  const flux = fluxObject(head, owner)?.object ?? {};
  if (get(flux, 'spec', 'suspend') === true) return false;
  if (owner.kind === 'HelmRelease') return mark('helm.sh/resource-policy') !== 'keep';
  return mark('kustomize.toolkit.fluxcd.io/prune') !== 'disabled' && get(flux, 'spec', 'prune') !== false;
}
