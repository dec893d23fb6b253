import type { Origin, OriginStep } from '../model/origin.ts';
import type { Place } from '../model/place.ts';

/**
 * The first step of an origin whose line a change has written: a variable, say, where the line that uses it is as it was. Undefined where there is
 * none, or where it is the first anyway. Units that led to the object say nothing of its fields.
 */
export function newStep({ steps }: Origin, isNew: (place: Place) => boolean): OriginStep | undefined {
  const first = steps.findIndex(({ place }) => place !== undefined);
  if (first === -1 || isNew(steps[first]!.place!)) return undefined;
  return steps.slice(first + 1).find(({ kind, place }) => kind !== 'unit' && place !== undefined && isNew(place));
}
