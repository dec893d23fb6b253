import type { Finding } from '../../model/finding.ts';
import type { Report } from '../../model/report.ts';
import { exampleReport } from '../../testing/report.ts';
import type { Forge } from '../forge.ts';
import { postReview, type ReviewInput, type ReviewResult } from '../index.ts';

/** What lies in the pull request's branch at each step; base has `before`. */
export const before = { 'apps/web.yaml': 'kind: Pod\nname: web\nimage: web:1\n', 'apps/old.yaml': 'kind: Pod\n# kept\n# also kept\nname: old\nlabel: gone\n' } as const;
export const states = {
  broken: { 'apps/web.yaml': 'kind: Pod\nname: web\nimage: web\nprivileged: true\n', 'apps/new.yaml': 'kind: Pod\n# kept\n# also kept\nname: old\n', 'apps/old.yaml': undefined },
  mended: { 'apps/web.yaml': 'kind: Pod\nname: web\nimage: web:2\nprivileged: true\n' },
} as const satisfies Record<string, Readonly<Record<string, string | undefined>>>;
export type State = keyof typeof states;

const pod = { apiVersion: 'v1', kind: 'Pod', namespace: 'shop', name: 'web' } as const;
const tag: Finding = { rule: 'test/image-tag', level: 'error', message: 'image "web" has no tag', help: 'write web:1', cluster: 'prod', object: pod, pointer: '/image', place: { file: 'apps/web.yaml', line: 3, column: 8 } };
const privileged: Finding = { rule: 'test/privileged', level: 'warn', message: 'is privileged, says @everyone </details> #1', cluster: 'prod', object: pod, pointer: '/privileged', place: { file: 'apps/web.yaml', line: 4, column: 1 } };
const untouched: Finding = { rule: 'test/name', level: 'error', message: 'name "old" is taken', cluster: 'prod', object: { ...pod, name: 'old' }, pointer: '/name', place: { file: 'apps/new.yaml', line: 4, column: 7 } };
const taken: Finding = { rule: 'test/label', level: 'warn', message: 'label "gone" was needed', cluster: 'prod', object: { ...pod, name: 'old' }, pointer: '/label', side: 'base', place: { file: 'apps/old.yaml', line: 5, column: 1 } };
const elsewhere: Finding = { ...tag, cluster: 'dev' };

function reportOf(findings: readonly Finding[]): Report {
  return { ...exampleReport, findings, notChecked: [], silenced: 0, clusters: exampleReport.clusters.slice(0, 2).map((cluster) => ({ ...cluster, units: cluster.units.slice(0, 1) })) };
}

function inputOf(state: State, findings: readonly Finding[], head?: string): ReviewInput {
  const files: Readonly<Record<string, string | undefined>> = { ...before, ...states.broken, ...states[state] };
  return { report: reportOf(findings), failing: ['error', 'warn'], clusters: 'all', withStatus: true, source: (file) => files[file], ...(head !== undefined && { head }) };
}

/**
 * What a pull request goes through: three findings on lines that it changes and one on a line that it does not; the same again; one
 * mended; that one back; a run that comes too late. `push` brings the branch to a state.
 */
export async function walk(forge: Forge, push: (state: State) => Promise<void>): Promise<ReviewResult[]> {
  const all = [tag, elsewhere, privileged, untouched, taken];
  await push('broken');
  const first = await postReview(forge, inputOf('broken', all));
  const again = await postReview(forge, inputOf('broken', all));
  await push('mended');
  const mended = await postReview(forge, inputOf('mended', [privileged, untouched, taken]));
  await push('broken');
  const back = await postReview(forge, inputOf('broken', all));
  const { base } = await forge.pull();
  const late = await postReview(forge, inputOf('broken', [], base));
  return [first, again, mended, back, late];
}

/** What each step of the walk comes to; COMMIT stands for each commit. */
export const walked: readonly (readonly string[])[] = [
  ['2 commit statuses on COMMIT', 'comment written', '3 new notes on lines, 0 notes as before'],
  ['2 commit statuses on COMMIT', 'comment as it was', '0 new notes on lines, 3 notes as before'],
  ['2 commit statuses on COMMIT', 'comment edited', '0 new notes on lines, 2 notes as before, 1 struck'],
  ['2 commit statuses on COMMIT', 'comment edited', '0 new notes on lines, 2 notes as before, 1 shown again'],
  ['2 commit statuses on COMMIT', 'no comment: the pull request has moved on to COMMIT, this run is of COMMIT'],
];
