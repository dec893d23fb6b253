import { count } from '../../lib/count.ts';
import { showRef } from '../../lib/kubernetes/kind.ts';
import { groupOf } from '../../lib/object.ts';
import { showUnit } from '../../lib/unit.ts';
import type { Cause, ClusterDiff, Diff, ObjectChange, Restart, VersionChange, Withheld } from '../../model/diff.ts';
import type { Json } from '../../model/json.ts';
import { shortDigests } from '../digest.ts';
import { linked, type LineLink } from '../link.ts';
import { findingSection } from '../markdown.ts';
import { prose, quote } from '../quote.ts';
import { folded } from './fold.ts';
import { commitParts, commitsIn, type Commit } from './commit.ts';
import { bytes, fit, frame, inClusters, sharedSection, writeSections, type Noun, type Of, type Section } from '../sections.ts';

const mostFields = 8;

/**
 * What a change does to the clusters, for a job summary: a table, then what the rules say of the change, what is deleted, restarts, versions, what is
 * not compared, and each object with its fields. Never longer than `limit` bytes; what does not fit is counted.
 */
export function diffMarkdown(diff: Diff, limit = 60_000, link?: LineLink): string {
  const { clusters } = diff;
  const { found, removed, restarts, images, charts, units, withheld, objects, labels, fluxObjects, quiet } = changeSections(diff, limit, link);
  const sections = [...found, ...broughtSections(diff, limit, link), removed, restarts, images, charts, units, withheld, objects, labels, fluxObjects, quiet];
  const by = commitLine(diff);
  const head = `### ${heading(clusters)}\n\n${by === undefined ? '' : `${by}\n\n`}`;
  const rows = clusters.map((cluster) => `| ${clusterName(cluster)} | ${changeCounts([cluster]).join(', ') || 'nothing'} |`);
  const shown = fit(rows, limit / 4);
  const table = rows.length === 0 ? '' : `${['| cluster | changes |', '|---|---|', ...shown].join('\n')}\n\n${shown.length < rows.length ? `${rows.length - shown.length} of ${rows.length} clusters are cut.\n\n` : ''}`;
  return `${`${head}${table}${writeSections(sections, limit - bytes(head) - bytes(table) - frame)}`.trimEnd()}\n`;
}

/** Findings of all other rules that the change brings, where they were asked for. */
function broughtSections({ introduced = [] }: Diff, limit: number, link: LineLink | undefined): Section[] {
  return (['error', 'warn', 'info'] as const).map((level) => findingSection(level, ' that the change brings', level !== 'info', introduced.filter((finding) => finding.level === level), limit, link));
}

/** `by 1a2b3c4d5e Bump nginx`, where one commit does it all. */
export function commitLine({ clusters }: Diff): string | undefined {
  const [commit, ...further] = commitsIn(clusters);
  return commit === undefined || further.length > 0 ? undefined : by(commit);
}

function by(commit: Commit): string {
  const [id, subject] = commitParts(commit);
  return `by ${quote(id)} ${prose(subject)}`;
}

/** `homelab (only in head)` */
export function clusterName({ name, in: where }: Pick<ClusterDiff, 'name' | 'in'>): string {
  return `${quote(name)}${where === 'both' ? '' : ` (only in ${where})`}`;
}

export interface ChangeSections {
  /** What the rules say of the change: errors, warnings, and the rest. */
  readonly found: readonly [Section, Section, Section];
  readonly removed: Section;
  readonly restarts: Section;
  readonly images: Section;
  readonly charts: Section;
  readonly units: Section;
  readonly withheld: Section;
  readonly objects: Section;
  readonly labels: Section;
  /** HelmReleases and the like: what they make of it stands among the objects. */
  readonly fluxObjects: Section;
  /** Rendered on neither side, and the same in git. */
  readonly quiet: Section;
}

/** Everything that a change does, in lists to unfold; what clusters have alike is said once. */
export function changeSections({ clusters, findings }: Diff, limit: number, link?: LineLink): ChangeSections {
  const all = <T>(of: (cluster: ClusterDiff) => readonly T[]): Of<T>[] => clusters.flatMap((cluster) => of(cluster).map((value) => ({ value, cluster: cluster.name })));
  const rank = { removed: 0, changed: 1, moved: 2, added: 3 } as const;
  const objects = all(({ objects: changes }) => folded(changes).shown).sort((a, b) => rank[a.value.change] - rank[b.value.change]);
  const isFlux = ({ value }: Of<ObjectChange>) => value.change === 'changed' && groupOf(value.object.apiVersion).endsWith('.toolkit.fluxcd.io');
  const severalCommits = commitsIn(clusters).length > 1;
  const list = (noun: Noun, open: boolean, values: readonly Of<ObjectChange>[]) => sharedSection(noun, open, values, (value, names) => objectItem(value, names, severalCommits, link), limit);
  const found = (level: 'error' | 'warn' | 'info') => findingSection(level, ' about the change', level !== 'info', findings.filter((finding) => finding.level === level), limit, link);
  return {
    found: [found('error'), found('warn'), found('info')],
    removed: list(['removed', 'removed'], true, objects.filter(({ value }) => value.change === 'removed')),
    restarts: sharedSection(['restarting', 'restarting'], true, all(({ restarts }) => restarts), restartItem, limit),
    images: sharedSection(['image', 'images'], true, all(({ images }) => images), ({ image, ...version }, names) => item(quote(image), versionText(version), names), limit),
    charts: sharedSection(['chart', 'charts'], true, all(({ charts }) => charts), ({ unit, chart, place, ...version }, names) => item(`${quote(chart)} of ${quote(showUnit(unit))}`, `${versionText(version)}${place === undefined ? '' : `, ${linked({ ...place, column: undefined }, 'head', link)}`}`, names), limit),
    units: sharedSection(['unit', 'units'], false, all(({ units }) => units), ({ change, unit, from }, names) => item(quote(showUnit(unit)), `${change}${from === undefined ? '' : ` from ${quote(showUnit(from))}`}`, names), limit),
    withheld: sharedSection(['not compared', 'not compared'], true, all(({ withheld }) => withheld.filter((unit) => !isQuiet(unit))), ({ unit, side, reason, changed }, names) => item(quote(showUnit(unit)), `${changed === true ? 'it changes, and is' : 'it is'} not rendered on ${side === 'both' ? 'either side' : side}: ${prose(reason)}`, names), limit),
    objects: list(['object', 'objects'], false, objects.filter((one) => one.value.change !== 'removed' && !isFlux(one))),
    labels: sharedSection(['release with objects that change in the labels of their chart only', 'releases with objects that change in the labels of their chart only'], false, all(({ objects: changes }) => folded(changes).labels), ({ unit, objects: many }, names) => item(quote(unit), count(many, 'object'), names), limit),
    fluxObjects: list(['object of Flux', 'objects of Flux'], false, objects.filter(isFlux)),
    quiet: sharedSection(['rendered on neither side, and the same in git', 'rendered on neither side, and the same in git'], false, all(({ withheld }) => withheld.filter(isQuiet)), ({ unit, reason }, names) => item(quote(showUnit(unit)), prose(reason), names), limit),
  };
}

/** Of what neither side renders, nothing is left out of the comparison. */
function isQuiet({ side, objects, changed }: Withheld): boolean {
  return side === 'both' && objects === 0 && changed !== true;
}

function heading(clusters: readonly ClusterDiff[]): string {
  return `Changes: ${changeCounts(clusters).join(', ') || 'no object'}`;
}

/** `2 removed`, `37 changed`, `3 restarting`: of all these clusters, without what there is none of. */
export function changeCounts(clusters: readonly ClusterDiff[]): string[] {
  const sum = (of: (cluster: ClusterDiff) => number) => clusters.reduce((total, cluster) => total + of(cluster), 0);
  const counts = [...(['removed', 'changed', 'moved', 'added'] as const).map((kind) => [kind, sum(({ counts: of }) => of[kind])] as const), ['restarting', sum(({ restarts }) => restarts.length)] as const];
  return counts.filter(([, n]) => n > 0).map(([what, n]) => `${n} ${what}`);
}

function item(name: string, text: string, clusters: readonly string[]): string {
  return `- ${name}${inClusters(clusters)}: ${text}`;
}

function versionText({ before, after, step, downgrade }: VersionChange): string {
  return `${quote(shortDigests(before))} → ${quote(shortDigests(after))}${downgrade ? ', **downgrade**' : step === 'major' ? ', **major**' : step === 'other' ? '' : `, ${step}`}`;
}

function restartItem({ object, pods, strategy, because }: Restart, clusters: readonly string[]): string {
  const why = `${because.slice(0, 3).map(quote).join(', ')}${because.length > 3 ? ` and ${because.length - 3} more` : ''}`;
  return item(quote(showRef(object)), `${pods === undefined ? 'a pod on each node' : count(pods, 'pod')}, ${quote(strategy)}, for ${why}`, clusters);
}

/** The object in one line, with its commit where all of it is of one; its fields below. */
function objectItem({ change, object, unit, movedFrom, fate, fields, cause }: ObjectChange, clusters: readonly string[], commits: boolean, link: LineLink | undefined): string {
  const at = (of: Cause | undefined) => (of?.place === undefined ? '' : `, ${linked({ ...of.place, column: undefined }, of.side, link)}`);
  const ids = commits ? [...new Map([cause, ...fields.map((field) => field.cause)].flatMap((of) => (of?.commit === undefined ? [] : [[of.commit.id, of.commit] as const]))).values()] : [];
  const [commit] = ids;
  const note = fate !== undefined ? `${fate.deleted ? 'Flux deletes it' : 'stays in the cluster'}: ${prose(fate.because)}` : movedFrom !== undefined ? `was of ${quote(showUnit(movedFrom))}` : undefined;
  // Each field has its own.
  const own = fields.some((field) => field.cause?.place !== undefined) ? '' : at(cause);
  const lines = fields.slice(0, mostFields).map((field) => {
    const value = `${field.before === undefined ? '' : `${quote(short(field.before))} → `}${field.after === undefined ? 'gone' : quote(short(field.after))}`;
    return `${quote(field.path)}: ${value}${at(field.cause)}${ids.length > 1 && field.cause?.commit !== undefined ? ` by ${quote(commitParts(field.cause.commit)[0])}` : ''}`;
  });
  const more = [...lines, ...(fields.length > mostFields ? [`${fields.length - mostFields} more fields`] : [])];
  // Why Flux deletes it names its unit.
  const owner = fate?.because.includes(showUnit(unit)) === true ? '' : ` of ${quote(showUnit(unit))}`;
  return [`- ${change === 'removed' ? '' : `${change} `}${quote(showRef(object))}${owner}${inClusters(clusters)}${own}${commit !== undefined && ids.length === 1 ? ` ${by(commit)}` : ''}${note === undefined ? '' : `<br>${note}`}`, ...more.map((line) => `  - ${line}`)].join('\n');
}

function short(value: Json): string {
  const text = shortDigests(typeof value === 'string' ? value : (JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)) ?? ''));
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
