import { atPointer, isObject, pointerToken } from '../../lib/json.ts';
import { refOf } from '../../lib/object.ts';
import type { Json } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Origin } from '../../model/origin.ts';
import type { Place } from '../../model/place.ts';
import type { UnitResult } from '../../model/unit.ts';
import { manifestsOf } from '../../report/manifests.ts';

/** One rendered scalar, and where its origin says that a person would change it. */
export interface Sample {
  readonly unit: string;
  /** `Deployment/web/api` */
  readonly object: string;
  readonly pointer: string;
  readonly value: Json;
  readonly certainty: Origin['certainty'];
  /** The first step; absent where no file of the repository made the field (Flux's own labels, a chart's template). */
  readonly place?: Place;
  readonly kind: string;
}

/** Every how-manieth scalar is taken, the same ones each time, until `count` of them have a place; those without one are few charts' own. */
export function takeSamples(units: readonly UnitResult[], count: number): Sample[] {
  const all = units.flatMap((unit) => (unit.outcome === 'rendered' ? manifestsOf(unit) : []).flatMap((manifest) => scalars(manifest.object, '').map((pointer) => ({ unit, manifest, pointer }))));
  const out: Sample[] = [];
  const step = Math.max(1, Math.floor(all.length / (count * 8)));
  // Every eighth of the candidates, then the next of each eighth: spread over all objects however few have a place.
  const candidates = all.filter((_, i) => i % step === 0);
  for (let offset = 0; offset < 8; offset++) for (let i = offset; i < candidates.length && out.filter(({ place }) => place !== undefined).length < count; i += 8) out.push(sampleOf(candidates[i] as Candidate));
  return out;
}

interface Candidate {
  readonly unit: UnitResult;
  readonly manifest: Manifest;
  readonly pointer: string;
}

function sampleOf({ unit, manifest, pointer }: Candidate): Sample {
  const { certainty, steps: [first] } = manifest.originOf(pointer);
  return {
    unit: `${unit.id.kind}/${unit.id.namespace}/${unit.id.name}`, object: nameOf(manifest), pointer, value: atPointer(manifest.object, pointer) as Json, certainty,
    kind: first?.kind ?? 'none', ...(first?.place !== undefined && { place: first.place }),
  };
}

/** The value of a sample in another render; undefined where the object or the field is gone. */
export function findAgain({ unit, object, pointer }: Sample, units: readonly UnitResult[]): Json | undefined {
  const found = units.find(({ id }) => `${id.kind}/${id.namespace}/${id.name}` === unit)?.manifests.find((manifest) => nameOf(manifest) === object);
  return found === undefined ? undefined : atPointer(found.object, pointer);
}

function nameOf({ object }: Manifest): string {
  const { kind, namespace, name } = refOf(object);
  // The suffix of a generated name is a hash of what is sampled.
  return `${kind}/${namespace}/${name.replace(/-[0-9bcdfghkmt]{10}$/, '')}`;
}

/** Pointers of all scalars but those that say what the object is. */
function scalars(value: Json, pointer: string): string[] {
  if (['/apiVersion', '/kind', '/metadata/name', '/metadata/namespace'].includes(pointer) || value === null) return [];
  if (Array.isArray(value)) return value.flatMap((item, i) => scalars(item, `${pointer}/${i}`));
  if (isObject(value)) return Object.entries(value).flatMap(([key, item]) => scalars(item, `${pointer}/${pointerToken(key)}`));
  return [pointer];
}
