import { atPointer } from '../../lib/json.ts';
import { showRef } from '../../lib/kubernetes/kind.ts';
import { get, text } from '../../lib/read.ts';
import { showUnit } from '../../lib/unit.ts';
import type { ClusterChange, Pair, Refusal } from '../../model/change.ts';
import type { Graph, KindName, Resource } from '../../model/graph.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Hit } from '../../model/rule.ts';
import { fluxObject } from './owners.ts';

/** What a person does about a refused change, and what forcing it does. */
interface Advice {
  /** `give it another name` */
  readonly instead: string;
  /** What is lost where Flux is told to force it: `its pods stop first`; absent where that is what one wants. */
  readonly loss?: string;
}

/** What the API server refuses of a change to objects of some kinds, with what that stops; `told` where it says what is refused, or leaves out what is not. */
export function* refusals({ pairs, head }: ClusterChange, kinds: (kind: KindName) => boolean, { instead, loss }: Advice, told: (refusal: Refusal, pair: Pair) => string | undefined = tell): Iterable<Hit & { readonly manifest: Manifest }> {
  for (const pair of pairs) {
    const { after, fields } = pair;
    // Helm deletes hooks and makes them anew.
    if (!kinds(after.kind) || after.manifest.hooks !== undefined) continue;
    const forced = forcedBy(after, head);
    if (forced !== undefined && loss === undefined) continue;
    for (const refusal of pair.refusals()) {
      const [what, { pointer }] = [told(refusal, pair), refusal];
      if (what === undefined) continue;
      const outcome = forced === undefined ? `${instead}; until then ${stopped(after)}` : `${forced}, so Flux deletes ${showRef(after.ref)} and makes it anew: ${loss}`;
      // The server names the whole field; a person edits the part of it that differs, unless that is gone.
      const parts = fields().filter((change) => change.pointer.startsWith(`${pointer}/`));
      const part = parts.some(({ change }) => change === 'removed') ? undefined : parts.find((change) => atPointer(after.object, change.pointer) !== undefined);
      yield { manifest: after.manifest, pointer: part?.pointer ?? pointer, message: `${what}; ${outcome}` };
    }
  }
}

/** What is refused in itself; what is refused for how it is applied has a rule of its own. */
export function tell({ field, message, left }: Refusal): string | undefined {
  return left !== undefined ? undefined : field === '' ? message : `${field} ${message}`;
}

/** Dry runs fail for the whole Kustomization, and a release is upgraded as one. */
export function stopped({ manifest: { unit } }: Resource): string {
  return unit.kind === 'HelmRelease' ? `${showUnit(unit)} cannot be upgraded` : `${showUnit(unit)} applies nothing`;
}

/** What makes Flux replace an object that it may not change (fluxcd/pkg/ssa manager_apply.go shouldForceApply; Helm's --force-replace). */
function forcedBy({ object, manifest: { unit } }: Resource, head: Graph): string | undefined {
  const mark = 'kustomize.toolkit.fluxcd.io/force';
  const marked = text(object, 'metadata', 'annotations', mark) ?? text(object, 'metadata', 'labels', mark);
  if (unit.kind === 'Kustomization' && marked?.toLowerCase() === 'enabled') return 'it is marked force: enabled';
  const flux = fluxObject(head, unit)?.object;
  const force = flux === undefined ? undefined : unit.kind === 'HelmRelease' ? get(flux, 'spec', 'upgrade', 'force') : get(flux, 'spec', 'force');
  return force === true ? `${showUnit(unit)} says force: true` : undefined;
}
