import { showRef } from '../../lib/kubernetes/kind.ts';
import { groupOf } from '../../lib/object.ts';
import { showUnit } from '../../lib/unit.ts';
import type { ClusterDiff, Diff, ObjectChange, Withheld } from '../../model/diff.ts';
import type { Finding } from '../../model/finding.ts';
import type { Json } from '../../model/json.ts';
import { findingSection } from '../markdown.ts';
import { shortDigests } from '../digest.ts';
import { quote } from '../quote.ts';
import { folded } from './fold.ts';
import { commitsIn, commitText } from './commit.ts';
import { bytes, fit, frame, sharedSection, writeSections, type Of, type Section } from '../sections.ts';

const mostFields = 8;

/**
 * What a change does to the clusters, for a job summary: a table, then what the rules say of the change, what is deleted, restarts, versions, what is
 * not compared, and each object with its fields. Never longer than `limit` bytes; what does not fit is counted.
 */
export function diffMarkdown(diff: Diff, limit = 60_000): string {
  const { clusters } = diff;
  const { found, removed, restarts, images, charts, units, withheld, objects, labels, fluxObjects, quiet } = changeSections(diff, limit);
  const sections = [...found, removed, restarts, images, charts, units, withheld, objects, labels, fluxObjects, quiet];
  const by = commitLine(diff);
  const head = `### ${heading(clusters)}\n\n${by === undefined ? '' : `${by}\n\n`}`;
  const rows = clusters.map(({ name, counts, restarts: restarting, in: where }) => `| ${quote(name)}${where === 'both' ? '' : ` (only in ${where})`} | ${counts.removed} | ${counts.changed} | ${counts.moved} | ${counts.added} | ${counts.same} | ${restarting.length} |`);
  const shown = fit(rows, limit / 4);
  const table = rows.length === 0 ? '' : `${['| cluster | removed | changed | moved | added | the same | restart |', '|---|---|---|---|---|---|---|', ...shown].join('\n')}\n\n${shown.length < rows.length ? `${rows.length - shown.length} of ${rows.length} clusters are cut.\n\n` : ''}`;
  return `${`${head}${table}${writeSections(sections, limit - bytes(head) - bytes(table) - frame)}`.trimEnd()}\n`;
}

/** `by 1a2b3c4d5e Bump nginx`, where one commit does it all. */
export function commitLine({ clusters }: Diff): string | undefined {
  const [commit, ...further] = commitsIn(clusters);
  return commit === undefined || further.length > 0 ? undefined : `by ${quote(commitText(commit))}`;
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
export function changeSections({ clusters, findings }: Diff, limit: number): ChangeSections {
  const all = <T>(of: (cluster: ClusterDiff) => readonly T[]): Of<T>[] => clusters.flatMap((cluster) => of(cluster).map((value) => ({ value, cluster: cluster.name })));
  const rank = { removed: 0, changed: 1, moved: 2, added: 3 } as const;
  const objects = all(({ objects: changes }) => folded(changes).shown).sort((a, b) => rank[a.value.change] - rank[b.value.change]);
  const isFlux = ({ value }: Of<ObjectChange>) => value.change === 'changed' && groupOf(value.object.apiVersion).endsWith('.toolkit.fluxcd.io');
  const severalCommits = commitsIn(clusters).length > 1;
  const list = (title: string, open: boolean, values: readonly Of<ObjectChange>[]) => sharedSection(title, open, values, (value, names) => objectItem(value, names, severalCommits), limit);
  const found = (level: Finding['level']) => findingSection(`${level} about the change`, level !== 'info', findings.filter((finding) => finding.level === level), limit);
  return {
    found: [found('error'), found('warn'), found('info')],
    removed: list('removed', true, objects.filter(({ value }) => value.change === 'removed')),
    restarts: sharedSection('restarting', true, all(({ restarts }) => restarts), ({ object, pods, strategy, because }, names) => item(names, showRef(object), `${pods === undefined ? 'a pod on each node' : `${pods} ${pods === 1 ? 'pod' : 'pods'}`}, ${strategy}: ${because.slice(0, 3).join(', ')}${because.length > 3 ? `, and ${because.length - 3} more` : ''}`), limit),
    images: sharedSection('images', true, all(({ images }) => images), ({ image, before, after, step, downgrade }, names) => item(names, image, `${shortDigests(before)} → ${shortDigests(after)}, ${downgrade ? 'downgrade' : step}`), limit),
    charts: sharedSection('charts', true, all(({ charts }) => charts), ({ unit, chart, before, after, step, downgrade }, names) => item(names, `${chart} of ${showUnit(unit)}`, `${shortDigests(before)} → ${shortDigests(after)}, ${downgrade ? 'downgrade' : step}`), limit),
    units: sharedSection('units', false, all(({ units }) => units), ({ change, unit, from }, names) => item(names, showUnit(unit), `${change}${from === undefined ? '' : ` from ${showUnit(from)}`}`), limit),
    withheld: sharedSection('not compared', true, all(({ withheld }) => withheld.filter((unit) => !isQuiet(unit))), ({ unit, side, reason, changed }, names) => item(names, showUnit(unit), `${changed === true ? 'changes; ' : ''}not rendered on ${side === 'both' ? 'either side' : side}: ${reason}`), limit),
    objects: list('objects', false, objects.filter((one) => one.value.change !== 'removed' && !isFlux(one))),
    labels: sharedSection('releases with objects that change in the labels of their chart only', false, all(({ objects: changes }) => folded(changes).labels), ({ unit, objects: many }, names) => item(names, unit, `${many} objects`), limit),
    fluxObjects: list('objects of Flux', false, objects.filter(isFlux)),
    quiet: sharedSection('rendered on neither side, and the same in git', false, all(({ withheld }) => withheld.filter(isQuiet)), ({ unit, reason }, names) => item(names, showUnit(unit), reason), limit),
  };
}

/** Of what neither side renders, nothing is left out of the comparison. */
function isQuiet({ side, objects, changed }: Withheld): boolean {
  return side === 'both' && objects === 0 && changed !== true;
}

function heading(clusters: readonly ClusterDiff[]): string {
  return `Changes: ${changeCounts(clusters).join(', ') || 'no object'}`;
}

/** `2 removed`, `37 changed`: of all clusters, without what there is none of. */
export function changeCounts(clusters: readonly ClusterDiff[]): string[] {
  const sum = (of: keyof ClusterDiff['counts']) => clusters.reduce((total, { counts }) => total + counts[of], 0);
  return (['removed', 'changed', 'moved', 'added'] as const).filter((kind) => sum(kind) > 0).map((kind) => `${sum(kind)} ${kind}`);
}

function item(clusters: string, name: string, text: string): string {
  return `- ${quote(name)} ${quote(text)} ${quote(`(${clusters})`)}`;
}

function objectItem({ change, object, unit, movedFrom, fate, fields, cause }: ObjectChange, clusters: string, commits: boolean): string {
  const note = fate !== undefined ? `${fate.deleted ? 'Flux deletes it' : 'stays in the cluster'}: ${fate.because}` : movedFrom !== undefined ? `was of ${showUnit(movedFrom)}` : undefined;
  const place = (at: ObjectChange['cause']) => (at?.place === undefined ? '' : ` ${quote(`${at.place.file}:${at.place.line}`)}${commits && at.commit !== undefined ? ` by ${quote(commitText(at.commit))}` : ''}`);
  const lines = fields.slice(0, mostFields).map((field) => `${quote(field.path)} ${field.before === undefined ? '' : `${quote(short(field.before))} → `}${field.after === undefined ? 'gone' : quote(short(field.after))}${place(field.cause)}`);
  // Each field has its own.
  const own = fields.some((field) => field.cause?.place !== undefined) ? '' : place(cause);
  return [`- ${change} ${quote(showRef(object))} ${quote(`(${showUnit(unit)}, ${clusters})`)}${own}`, ...(note === undefined ? [] : [quote(note)]), ...lines, ...(fields.length > mostFields ? [`${fields.length - mostFields} more fields`] : [])].join('<br>');
}

function short(value: Json): string {
  const text = shortDigests(typeof value === 'string' ? value : (JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)) ?? ''));
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
