import { refOf } from '../../lib/object.ts';
import type { ObjectRef } from '../../model/ids.ts';
import type { Json } from '../../model/json.ts';
import type { Place } from '../../model/place.ts';
import type { ChangedField } from './check.ts';
import { inManifest } from '../objects/compare.ts';
import type { Desired } from './desired.ts';
import type { Compared } from './cluster.ts';

export interface DriftReport extends Compared {
  readonly cluster: string;
  readonly context: string;
  readonly kubernetes: string;
  /** Units of git that could not be compared, each with its reason. */
  readonly notCompared: readonly string[];
}

/** One difference, as both formats have it. */
interface Row {
  readonly is: 'missing' | 'different' | 'refused' | 'extra';
  readonly object: ObjectRef;
  readonly unit: string;
  /** Flux would take it back, warn, or leave it. */
  readonly flux: string;
  readonly fields: readonly (ChangedField & { readonly place?: Place })[];
  readonly message?: string;
  readonly place?: Place;
  readonly fails: boolean;
}

/** Whether the cluster is other than git wants, in a way that Flux would not leave. */
export function failing(report: DriftReport): boolean {
  return rows(report).some(({ fails }) => fails);
}

/** Whether something could not be looked at that was meant to be. */
export function isPartial({ notCompared, notRead }: DriftReport): boolean {
  return notCompared.length > 0 || notRead.some((line) => !line.endsWith('(--without-secrets)'));
}

function comparedOf({ outcomes }: DriftReport): number {
  return outcomes.filter(({ outcome }) => outcome.is !== 'unknown').length;
}

function rows({ outcomes, extra }: DriftReport): Row[] {
  return [
    ...outcomes.flatMap(({ desired, outcome }): Row[] => {
      const { manifest, correction } = desired;
      const place = manifest.originOf('').steps[0]?.place;
      const base = { object: refOf(desired.object), unit: `${manifest.unit.kind}/${manifest.unit.namespace}/${manifest.unit.name}`, ...(place !== undefined && { place }) };
      if (outcome.is === 'missing') return [{ ...base, is: 'missing', flux: says(desired, 'makes it anew'), fields: [], fails: correction !== 'leaves' }];
      if (outcome.is === 'refused') return [{ ...base, is: 'refused', flux: '', fields: [], message: outcome.message, fails: true }];
      if (outcome.is !== 'different') return [];
      const fields = outcome.fields.map((field) => {
        const own = manifest.originOf(inManifest(field.pointer, desired.object, manifest.object)).steps[0]?.place;
        return { ...field, ...(own !== undefined && { place: own }) };
      });
      return [{ ...base, is: 'different', flux: says(desired, outcome.recreated === true ? 'deletes it and makes it anew (force)' : 'takes it back'), fields, fails: correction !== 'leaves' }];
    }),
    ...extra.map(({ ref, owner, kept }): Row => ({ is: 'extra', object: ref, unit: owner, flux: kept ? 'Flux is told to keep it' : '', fields: [], message: 'git does not render it', fails: !kept })),
  ];
}

function says({ correction, manifest: { unit } }: Desired, does: string): string {
  if (correction === 'corrects') return `Flux ${does}`;
  return correction === 'warns' ? `Flux only warns (driftDetection: warn)` : `Flux leaves it: driftDetection of HelmRelease ${unit.namespace}/${unit.name} is off`;
}

/** For a person: each object that differs with its fields, the line of git behind each, and in the last line what was compared. */
export function driftText(report: DriftReport): string {
  const { cluster, context, kubernetes, outcomes, notCompared, notRead } = report;
  const all = rows(report);
  const lines: string[] = [];
  for (const row of all) {
    const { object: ref, place, fields, message, flux, unit } = row;
    lines.push(`${row.is.padEnd(9)} ${ref.kind} ${ref.namespace === '' ? '' : `${ref.namespace}/`}${ref.name}${message === undefined ? '' : `: ${message.split('\n', 1)[0]!.slice(0, 500)}`}`);
    for (const { pointer, live, git, changedBy, place: own } of fields) {
      lines.push(`  ${pointer}: ${live === undefined ? 'is not there' : `is ${shown(live)}`}, ${git === undefined ? 'git has no such field' : `git says ${shown(git)}`}${changedBy === undefined ? '' : ` (${changedBy})`}`);
      if (own !== undefined && git !== undefined) lines.push(`    ${at(own)}`);
    }
    const aside = [fields.some((field) => field.git !== undefined && field.place !== undefined) || place === undefined ? '' : at(place), unit, flux].filter((part) => part !== '');
    lines.push(`  ${aside.join('; ')}`, '');
  }
  const exempted = Map.groupBy(outcomes.flatMap(({ outcome }) => (outcome.is === 'exempt' ? [outcome.why] : [])), (why) => why);
  if (notCompared.length + notRead.length > 0) lines.push('not compared:', ...[...notCompared, ...notRead].map((line) => `  ${line}`), '');
  if (exempted.size > 0) lines.push('left alone:', ...[...exempted].map(([why, those]) => `  ${those.length} by ${why}`), '');
  const of = (is: string): number => all.filter((row) => row.is === is).length;
  const found = (['missing', 'different', 'refused', 'extra'] as const).filter((is) => of(is) > 0).map((is) => `${of(is)} ${is}`);
  const equal = outcomes.filter(({ outcome }) => outcome.is === 'equal').length;
  const compared = comparedOf(report);
  const many = compared === outcomes.length ? `${compared} objects` : `${compared} of ${outcomes.length} objects`;
  lines.push(`${cluster}, context "${context}", Kubernetes ${kubernetes}: ${many} compared, ${equal} equal${found.length > 0 ? `, ${found.join(', ')}` : isPartial(report) ? '' : ', no drift'}${isPartial(report) ? '; partial' : ''}`);
  return `${lines.join('\n')}\n`;
}

/** The same for programs. */
export function driftJson(report: DriftReport): string {
  const { cluster, context, kubernetes, outcomes, notCompared, notRead } = report;
  const drifts = rows(report).map(({ fails, flux, ...row }) => ({ ...row, flux, left: !fails }));
  const document = { cluster, context, kubernetes, partial: isPartial(report), compared: comparedOf(report), equal: outcomes.filter(({ outcome }) => outcome.is === 'equal').length, drifts, notCompared: [...notCompared, ...notRead] };
  return `${JSON.stringify(document, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value), 2)}\n`;
}

function at({ file, line, column }: Place): string {
  return `${file}:${line}:${column}`;
}

function shown(value: Json): string {
  const text = JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? Number(each) : each));
  return text.length > 120 ? `${text.slice(0, 117)}...` : text;
}
