import { atPointer } from '../lib/json.ts';
import type { Cause, FieldChange } from '../model/diff.ts';
import type { Resource } from '../model/graph.ts';

/** Where a field comes from, on one side. */
export function causeAt({ manifest }: Resource, pointer: string, side: Cause['side']): Cause {
  const { steps, certainty } = manifest.originOf(pointer);
  const place = steps[0]?.place;
  return { side, steps, certainty, ...(place !== undefined && { place }) };
}

/** Why a field differs: the line of head that makes it; of base where head no longer has it (or a default took its place). */
export function causeOf(field: FieldChange, before: Resource, after: Resource): Cause {
  const isHere = field.change !== 'removed' && atPointer(after.object, field.pointer) !== undefined;
  return isHere ? causeAt(after, field.pointer, 'head') : causeAt(before, field.pointer, 'base');
}
