import type { Report, UnitReport } from '../model/report.ts';
import { applyBaseline, makeBaseline, readBaseline, writeBaseline } from './baseline.ts';

export type Adopted =
  | {
    readonly ok: true;
    /** The report without what the baseline excuses. */
    readonly report: Report;
    /** The text to write into the baseline's file, where it changes. */
    readonly write?: string;
    /** What a person is told of the baseline. */
    readonly note: string;
  }
  | { readonly ok: false; readonly message: string };

/**
 * Holds a report against a baseline's file (`text`; undefined where there is none). With `update`, a missing one is made of all
 * findings and a present one loses what is mended; it never grows. Clusters with a unit whose objects were not seen lose nothing.
 */
export function adopt(report: Report, text: string | undefined, update: boolean): Adopted {
  if (report.incomplete && update) return { ok: false, message: 'not written: the run could not do its work, so what it found is not all there is' };
  if (text === undefined) {
    if (!update) return { ok: false, message: 'there is no such file; --update-baseline makes it of what is found now' };
    const known = report.findings.length;
    return { ok: true, report: { ...report, findings: [], known }, write: writeBaseline(makeBaseline(report.findings)), note: `made with ${count(known)}; --update-baseline takes out what is mended, nothing is added` };
  }
  const baseline = readBaseline(text);
  if (baseline === undefined) return { ok: false, message: 'this is no baseline: {"version": 1, "findings": {...}}; remove it and make it anew with --update-baseline' };
  const whole = report.clusters.filter(({ units }) => units.every(isSeen)).map(({ name }) => name);
  const { fresh, known, shrunk, changed } = applyBaseline(report.findings, baseline, whole);
  const size = (of: typeof baseline) => Object.values(of.findings).reduce((sum, n) => sum + n, 0);
  const mended = size(baseline) - size(shrunk);
  const held = { ...report, findings: fresh, known };
  const refused = update && fresh.length > 0 ? `; ${count(fresh.length).replace(/ /, ' new ')} not added: it only shrinks` : '';
  if (!changed) return { ok: true, report: held, note: `${count(size(baseline))} still in it${refused}` };
  if (!update) return { ok: true, report: held, note: `${count(size(baseline))} still in it, ${mended} of them mended; take them out with --update-baseline` };
  return { ok: true, report: held, write: writeBaseline(shrunk), note: `${mended} mended and taken out, ${count(size(shrunk))} still in it${refused}` };
}

/** Whether all that a unit holds was checked: one that failed late, or waits, was rendered all the same. */
function isSeen({ outcome, manifests }: UnitReport): boolean {
  return outcome === 'rendered' || outcome === 'suspended' || (outcome !== 'skipped' && manifests > 0);
}

function count(n: number): string {
  return `${n} finding${n === 1 ? '' : 's'}`;
}
