import type { Origin, OriginOf, OriginStep } from '../model/origin.ts';
import { unitKey } from '../lib/unit.ts';
import type { UnitId } from '../model/ids.ts';
import type { Manifest } from '../model/manifest.ts';

/** The same origin, with further steps behind it. */
export function append(origin: Origin, ...steps: readonly OriginStep[]): Origin {
  return steps.length === 0 ? origin : { ...origin, steps: [...origin.steps, ...steps] };
}

/** Where the object itself is written, for findings that concern all of it. */
export function placeOf(manifest: Manifest, pointer = '') {
  return manifest.originOf(pointer).steps.find((step) => step.place !== undefined)?.place;
}

/** The last step of what a unit makes: the unit, where its Flux object is written. */
export function unitStep(id: UnitId, flux: Manifest): OriginStep {
  const place = placeOf(flux);
  return { kind: 'unit', name: unitKey(id), ...(place !== undefined && { place }) };
}

/** Computes an origin once per pointer: reports ask for the same field several times. */
export function remember(originOf: OriginOf): OriginOf {
  const known = new Map<string, Origin>();
  return (pointer, part) => {
    const key = part === undefined ? pointer : `${pointer}\n${part}`;
    let origin = known.get(key);
    if (origin === undefined) known.set(key, (origin = originOf(pointer, part)));
    return origin;
  };
}
