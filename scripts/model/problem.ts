import type { Change } from './fix.ts';
import type { ObjectRef } from './ids.ts';
import type { OriginStep } from './origin.ts';
import type { Place } from './place.ts';

/**
 * Something that a stage before the checks met: bad YAML, a build that fails, a chart that cannot be fetched. The
 * `code` is the id of the rule that documents it (`rules/<family>/<id>/`); a gate sees to it that the rule exists.
 */
export interface Problem {
  readonly code: ProblemCode;
  readonly message: string;
  readonly place?: Place;
  readonly object?: ObjectRef;
  readonly pointer?: string;
  /** The way from the place to the object, where there is more than one step. */
  readonly steps?: readonly OriginStep[];
  /** What to write instead, or what to look at. */
  readonly help?: string;
  /** Nothing that was rendered holds what is missing: a unit that was not rendered may. */
  readonly isUnseen?: true;
  /** Mends it; only where there is one right answer. */
  readonly fix?: Change;
  /** Where the field begins that the fix is about, if not at the problem's place. */
  readonly fieldPlace?: Place;
}

export type ProblemCode = (typeof problemCodes)[number];

/** Every code that a stage may report; each has its folder under rules/. */
export const problemCodes = [
  'yaml/syntax', 'yaml/duplicate-key', 'yaml/unreadable', 'yaml/too-large', 'yaml/not-an-object',
  'kustomize/build-failed', 'kustomize/field-dropped', 'kustomize/patch-unused', 'kustomize/remote-base', 'kustomize/refused', 'kustomize/render-differs',
  'flux/nothing-found', 'flux/path-missing', 'flux/path-outside', 'flux/source-missing', 'flux/source-external', 'flux/cycle',
  'flux/depends-on-missing', 'flux/variable-undefined', 'flux/substitution-failed', 'flux/substitute-from-missing',
  'flux/values-from-missing', 'flux/unsupported', 'flux/renders-nothing', 'flux/orphan-manifest',
  'helm/render-failed', 'helm/values-invalid', 'helm/chart-missing', 'helm/chart-not-fetched', 'helm/schema-violation', 'helm/value-unused', 'helm/value-misspelt', 'helm/render-differs',
  'flux/unit-failed', 'internal/crashed', 'internal/rule-crashed',
  'schema/unknown-field', 'schema/type', 'schema/missing-field', 'schema/not-supported', 'schema/duplicate', 'schema/cel', 'schema/admission',
  'schema/invalid', 'schema/removed-api', 'schema/no-schema', 'schema/not-checked', 'schema/pod-security',
  'secret/no-decryption',
  'config/tool-missing', 'config/invalid', 'config/cluster-unlisted', 'config/facts-stale', 'config/unknown-rule', 'config/suppression-unused', 'config/suppression-unknown-rule', 'config/suppression-expired', 'config/suppression-without-reason',
] as const;
