import { atPointer, isObject, pointerToken } from '../../lib/json.ts';
import { refOf } from '../../lib/object.ts';
import type { Json } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Origin } from '../../model/origin.ts';
import type { Place } from '../../model/place.ts';
import type { UnitResult } from '../../model/unit.ts';

/** What one cluster renders to. */
export interface Rendered {
  readonly cluster: string;
  readonly units: readonly UnitResult[];
}

/** One rendered scalar, and where its origin says that a person would change it. */
export interface Sample {
  readonly cluster: string;
  readonly unit: string;
  /** `Deployment/web/api` */
  readonly object: string;
  readonly pointer: string;
  readonly value: Json;
  readonly certainty: Origin['certainty'];
  /** The first step; absent where no file of the repository made the field (Flux's own labels, a chart's template). */
  readonly place?: Place;
  readonly kind: string;
  /** What stands for an encrypted text, which another one cannot change. */
  readonly encrypted: boolean;
}

/** Every how-manieth scalar is taken, the same ones each time, until `count` of them have a place; those without one are few charts' own. */
export function takeSamples(clusters: readonly Rendered[], count: number): Sample[] {
  const all = candidatesOf(clusters);
  const out: Sample[] = [];
  let placed = 0;
  const step = Math.max(1, Math.floor(all.length / (count * 8)));
  // Every eighth of the candidates, then the next of each eighth: spread over all objects however few have a place.
  const candidates = all.filter((_, i) => i % step === 0);
  for (let offset = 0; offset < 8; offset++) {
    for (let i = offset; i < candidates.length && placed < count; i += 8) {
      const sample = sampleOf(candidates[i] as Candidate);
      if (sample.place !== undefined) placed++;
      out.push(sample);
    }
  }
  return out;
}

/** `count` of all scalars, evenly spread, whether they have a place or not. */
export function spread(clusters: readonly Rendered[], count: number): { readonly total: number; readonly samples: readonly Sample[] } {
  const all = candidatesOf(clusters);
  const step = Math.max(1, all.length / count);
  const samples: Sample[] = [];
  for (let i = 0; i < all.length; i += step) samples.push(sampleOf(all[Math.floor(i)] as Candidate));
  return { total: all.length, samples };
}

interface Candidate {
  readonly cluster: string;
  readonly unit: UnitResult;
  readonly manifest: Manifest;
  readonly pointer: string;
}

/** Of whatever was rendered, applied or not, for findings stand on all of it; but the definitions in charts, which nobody edits. */
function candidatesOf(clusters: readonly Rendered[]): Candidate[] {
  return clusters.flatMap(({ cluster, units }) => units.flatMap((unit) => unit.manifests.filter(({ object: { kind } }) => kind !== 'CustomResourceDefinition' || unit.id.kind !== 'HelmRelease').flatMap((manifest) => scalars(manifest.object, '').map((pointer) => ({ cluster, unit, manifest, pointer })))));
}

function sampleOf({ cluster, unit, manifest, pointer }: Candidate): Sample {
  const { certainty, steps } = manifest.originOf(pointer);
  const [first] = steps;
  return {
    cluster, unit: `${unit.id.kind}/${unit.id.namespace}/${unit.id.name}`, object: nameOf(manifest), pointer, value: atPointer(manifest.object, pointer) as Json, certainty,
    kind: first?.kind ?? 'none', encrypted: steps.some(({ kind }) => kind === 'decryption'), ...(first?.place !== undefined && { place: first.place }),
  };
}

/** The value of a sample in another render; undefined where the object or the field is gone. */
export function findAgain({ cluster, unit, object, pointer }: Sample, clusters: readonly Rendered[]): Json | undefined {
  const units = clusters.find((rendered) => rendered.cluster === cluster)?.units ?? [];
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
