import { isObject } from '../../lib/json.ts';
import type { UnitId } from '../../model/ids.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Origin, OriginStep } from '../../model/origin.ts';

/** What is kept of the rendering of a unit, as JSON. */
export interface StoredUnit {
  readonly key: string;
  /** What the rendering looked at. */
  readonly questions: readonly string[];
  /** One digest of what it saw there. */
  readonly answers: string;
  /** All of the result but its manifests. */
  readonly result: Readonly<Record<string, unknown>>;
  readonly manifests?: readonly StoredManifest[];
  readonly crds?: readonly StoredManifest[];
  /** The steps of all origins, each once. */
  readonly steps: readonly OriginStep[];
}

/** How certain an origin is, and its steps by their numbers. */
export type StoredOrigin = readonly [Origin['certainty'], ...number[]];

/** A manifest with all that was asked of it. */
export interface StoredManifest {
  readonly object: JsonObject;
  readonly sent?: JsonObject;
  readonly unit: UnitId;
  readonly hooks?: readonly string[];
  readonly tested?: true;
  /** Its name and version. */
  readonly chart?: string;
  readonly origins: readonly (readonly [string, StoredOrigin])[];
  readonly offers: readonly (readonly [string, string | null])[];
  readonly answers: readonly (readonly [string, unknown])[];
}

/** Whether a value has this form: of what lies in a cache folder nothing is taken for granted. */
export function isStoredUnit(value: unknown): value is StoredUnit {
  const unit = value as Partial<StoredUnit> | null;
  const { steps } = (unit ?? {}) as Partial<StoredUnit>;
  return isObject(value as JsonObject) && Array.isArray(steps) && steps.every((step) => isObject(step as JsonObject)) && typeof unit?.key === 'string' && isTexts(unit.questions) && typeof unit.answers === 'string' && isObject(unit.result as JsonObject)
    && [unit.manifests, unit.crds].every((list) => list === undefined || (Array.isArray(list) && list.every((manifest) => isStoredManifest(manifest, steps.length))));
}

function isStoredManifest(value: unknown, steps: number): boolean {
  const { object, sent, unit, hooks, tested, chart, origins, offers, answers } = (value ?? {}) as Partial<Record<keyof StoredManifest, unknown>>;
  return isObject(object as JsonObject) && (sent === undefined || isObject(sent as JsonObject)) && isUnit(unit) && (hooks === undefined || isTexts(hooks)) && (tested === undefined || tested === true)
    && (chart === undefined || typeof chart === 'string') && isPairs(origins, (origin) => isOrigin(origin, steps)) && isPairs(offers, (offer) => offer === null || typeof offer === 'string') && isPairs(answers, () => true);
}

function isUnit(value: unknown): boolean {
  const { kind, namespace, name } = (value ?? {}) as Partial<Record<keyof UnitId, unknown>>;
  return [kind, namespace, name].every((part) => typeof part === 'string');
}

function isOrigin(value: unknown, steps: number): boolean {
  if (!Array.isArray(value)) return false;
  const [certainty, ...numbers] = value as unknown[];
  return (certainty === 'exact' || certainty === 'probably' || certainty === 'file') && numbers.every((number) => Number.isInteger(number) && (number as number) >= 0 && (number as number) < steps);
}

function isTexts(value: unknown): boolean {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}

export function isPairs(value: unknown, isValue: (value: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every((pair) => Array.isArray(pair) && pair.length === 2 && typeof pair[0] === 'string' && isValue(pair[1]));
}
