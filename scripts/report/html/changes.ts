import { showRef } from '../../lib/kubernetes/kind.ts';
import { showUnit } from '../../lib/unit.ts';
import { encodeYaml } from '../../lib/yaml/encode.ts';
import type { Diff, ObjectChange } from '../../model/diff.ts';
import { compareLines } from '../../lib/lines.ts';
import { shortDigests } from '../digest.ts';
import { commitParts } from '../diff/commit.ts';
import { visible } from '../visible.ts';
import { isVersionLabel } from '../diff/fold.ts';
import type { PageChange, PageClusterChange } from './data.ts';

const mostChanges = 1_500;
/** Rows of one object, and characters of all rows that are made. */
const mostRows = 400;
const mostText = 4_000_000;
/** Lines kept around a change. */
const context = 3;
const longest = 400;
/** Releases of one version of a chart. */
const mostReleases = 6;
/** Names of objects that change as one does. */
const mostOthers = 100;
/** Commits of one object. */
const mostCommits = 3;

/** Each object that changes, before and after, and what a reviewer asks first: images, charts, restarts. */
export function pageChanges(diff: Diff | undefined): { readonly changes: PageChange[]; readonly changed: PageClusterChange[]; readonly cut: number } {
  if (diff === undefined) return { changes: [], changed: [], cut: 0 };
  // No more than labels of a chart's version is of least interest.
  const rank = (change: ObjectChange) => (isVersionLabel(change) ? 4 : { removed: 0, changed: 1, moved: 2, added: 3 }[change.change]);
  const all = diff.clusters.flatMap(({ name, objects }) => objects.map((change) => ({ name, change, rank: rank(change) }))).sort((a, b) => a.rank - b.rank);
  // What changes alike in several clusters is shown once.
  const made = new Map<string, { change: Omit<PageChange, 'clusters'>; clusters: Set<string> }>();
  const seen = new Set<string>();
  let room = mostText;
  for (const { name, change } of all.slice(0, mostChanges)) {
    const one = pageChange(change, room > 0 ? mostRows : 0);
    const key = JSON.stringify(one);
    const known = made.get(key);
    if (known !== undefined) known.clusters.add(visible(name));
    else made.set(key, { change: one, clusters: new Set([visible(name)]) });
    const lines = differing(one);
    if (!seen.has(lines)) room -= one.rows.reduce((sum, [, left, , right]) => sum + left.length + right.length + 12, 0);
    seen.add(lines);
  }
  const changes = alikeOnce([...made.values()].map(({ change, clusters }) => ({ clusters: [...clusters], ...change })));
  return { changes, changed: diff.clusters.map(clusterChange), cut: Math.max(0, all.length - mostChanges) };
}

/** Objects of which the same lines change, as one. */
function alikeOnce(changes: readonly PageChange[]): PageChange[] {
  const groups = new Map<string, PageChange[]>();
  changes.forEach((one, at) => {
    const key = one.change !== 'changed' || one.rows.length === 0 ? String(at) : JSON.stringify([one.clusters, differing(one)]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [one]);
    else known.push(one);
  });
  return [...groups.values()].map(([first, ...others]) => (others.length === 0 ? first! : { ...first!, others: others.slice(0, mostOthers).map(({ object }) => object), alike: others.length }));
}

/** The lines that one side has otherwise. */
function differing({ change, note, rows }: Pick<PageChange, 'change' | 'note' | 'rows'>): string {
  return JSON.stringify([change, note, rows.filter(([left, before, right, after]) => left === 0 || right === 0 || before !== after).map(([, before, , after]) => [before, after])]);
}

function pageChange({ change, object, unit, movedFrom, fate, before, after, cause, fields }: ObjectChange, most: number): Omit<PageChange, 'clusters'> {
  const rows = most === 0 ? [] : sideBySide(before === undefined ? '' : encodeYaml(before), after === undefined ? '' : encodeYaml(after));
  const place = cause?.place ?? fields.find((field) => field.cause?.place !== undefined)?.cause?.place;
  const commits = [...new Map([cause, ...fields.map((field) => field.cause)].flatMap((of) => (of?.commit === undefined ? [] : [[of.commit.id, of.commit] as const]))).values()];
  const note = fate !== undefined ? `${fate.deleted ? 'Flux deletes it' : 'stays in the cluster'}: ${fate.because}` : movedFrom !== undefined ? `was of ${showUnit(movedFrom)}` : undefined;
  return {
    change, object: visible(showRef(object)), unit: visible(showUnit(unit)),
    ...(note !== undefined && { note: visible(note) }), ...(place !== undefined && { place: visible(`${place.file}:${place.line}`) }),
    ...(commits.length > 0 && { commits: commits.slice(0, mostCommits).map((commit) => commitParts(commit).map(visible) as [string, string]) }),
    rows: rows.slice(0, most), moreRows: Math.max(0, rows.length - most),
  };
}

/** Both texts in rows: lines that differ face each other, and of equal ones those near a difference stay. */
function sideBySide(before: string, after: string): PageChange['rows'] {
  const lines = compareLines(before.trimEnd(), after.trimEnd()).filter(({ text, sign }) => text !== '' || sign === ' ');
  const near = new Set<number>();
  lines.forEach(({ sign }, at) => {
    if (sign !== ' ') for (let other = at - context; other <= at + context; other++) near.add(other);
  });
  const rows: [number, string, number, string][] = [];
  let [left, right] = [0, 0];
  let gone: [number, string][] = [];
  let fresh: [number, string][] = [];
  const flush = () => {
    for (let at = 0; at < Math.max(gone.length, fresh.length); at++) rows.push([gone[at]?.[0] ?? 0, gone[at]?.[1] ?? '', fresh[at]?.[0] ?? 0, fresh[at]?.[1] ?? '']);
    gone = [];
    fresh = [];
  };
  lines.forEach(({ sign, text }, at) => {
    const shown = visible(text.slice(0, longest));
    if (sign === '-') gone.push([++left, shown]);
    else if (sign === '+') fresh.push([++right, shown]);
    else {
      flush();
      left++;
      right++;
      if (near.has(at)) rows.push([left, shown, right, shown]);
      else if (rows.length > 0 && rows.at(-1)?.[0] !== 0) rows.push([0, '', 0, '']);
      else if (rows.length > 0 && rows.at(-1)?.[2] !== 0) rows.push([0, '', 0, '']);
    }
  });
  flush();
  if (rows.at(-1)?.[0] === 0 && rows.at(-1)?.[2] === 0) rows.pop();
  return rows;
}

function clusterChange({ name, in: where, counts, images, charts, restarts, units, withheld }: Diff['clusters'][number]): PageClusterChange {
  // What neither side renders leaves nothing out of the comparison.
  const isQuiet = ({ side, objects, changed }: (typeof withheld)[number]) => side === 'both' && objects === 0 && changed !== true;
  const quiet = withheld.filter(isQuiet);
  const told = (['removed', 'changed', 'moved', 'added'] as const).filter((kind) => counts[kind] > 0).map((kind) => `${counts[kind]} ${kind}`);
  return {
    name: visible(name),
    counts: `${where === 'both' ? '' : `only in ${where}; `}${told.length === 0 ? 'nothing changes' : told.join(', ')}, ${counts.same} the same`,
    lines: [
      ...units.map(({ change, unit, from }) => ({ kind: 'unit' as const, text: visible(`${showUnit(unit)} ${change}${from === undefined ? '' : ` from ${showUnit(from)}`}`) })),
      ...images.map(({ image, before, after, step, downgrade, objects }) => ({ kind: 'image' as const, text: visible(`${image} ${shortDigests(before)} → ${shortDigests(after)} (${objects.length} ${objects.length === 1 ? 'place' : 'places'})`), mark: downgrade ? 'downgrade' : step })),
      ...chartLines(charts),
      ...restarts.map(({ object, pods, strategy, because }) => ({ kind: 'restart' as const, text: visible(`${showRef(object)}${pods === undefined ? '' : `, ${pods} ${pods === 1 ? 'pod' : 'pods'}`}, ${strategy}: ${because.slice(0, 3).join(', ')}`) })),
      ...withheld.filter((one) => !isQuiet(one)).map(({ unit, side, reason, changed }) => ({ kind: 'withheld' as const, text: visible(`${showUnit(unit)}${changed === true ? ', which changes,' : ''} is not compared: ${side === 'both' ? 'neither side renders' : `${side} does not render`}: ${reason}`.slice(0, longest)) })),
      ...(quiet.length === 0 ? [] : [{ kind: 'withheld' as const, text: visible(`rendered on neither side: ${quiet.map(({ unit }) => showUnit(unit)).join(', ')}`.slice(0, longest)) }]),
    ],
  };
}

/** A version of a chart that several releases take is told once. */
function chartLines(charts: Diff['clusters'][number]['charts']): PageClusterChange['lines'] {
  const groups = new Map<string, { mark: string; releases: string[] }>();
  for (const { chart, unit, before, after, step, downgrade } of charts) {
    const text = `${chart} ${before} → ${after}`;
    const known = groups.get(text);
    if (known === undefined) groups.set(text, { mark: downgrade ? 'downgrade' : step, releases: [unit.name] });
    else known.releases.push(unit.name);
  }
  return [...groups].map(([text, { mark, releases }]) => ({ kind: 'chart', text: visible(`${text} (${releases.slice(0, mostReleases).join(', ')}${releases.length > mostReleases ? ` and ${releases.length - mostReleases} more` : ''})`), mark }));
}
