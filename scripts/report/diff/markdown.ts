import { showRef } from '../../lib/kubernetes/kind.ts';
import { showUnit } from '../../lib/unit.ts';
import type { ClusterDiff, Diff, ObjectChange, Withheld } from '../../model/diff.ts';
import type { Json } from '../../model/json.ts';
import { findingItem } from '../markdown.ts';
import { shortDigests } from '../digest.ts';
import { quote } from '../quote.ts';
import { folded } from './fold.ts';
import { commitsIn, commitText } from './commit.ts';
import { bytes, fit, frame, sectionOf, writeSections } from '../sections.ts';

const mostFields = 8;

/**
 * What a change does to the clusters, for a comment or a job summary: a table, then what the rules say of the change, what is not
 * compared, what restarts, versions, and each object with its fields. Never longer than `limit` bytes; what does not fit is counted.
 */
export function diffMarkdown(diff: Diff, limit = 60_000): string {
  const { clusters, findings } = diff;
  const all = <T>(of: (cluster: ClusterDiff) => readonly T[]) => clusters.flatMap((cluster) => of(cluster).map((value) => ({ value, cluster: cluster.name })));
  const rank = { removed: 0, changed: 1, moved: 2, added: 3 } as const;
  const labels = clusters.flatMap(({ name, objects: changes }) => folded(changes).labels.map((label) => ({ ...label, cluster: name })));
  const objects = all(({ objects: changes }) => folded(changes).shown).sort((a, b) => rank[a.value.change] - rank[b.value.change]);
  const commits = commitsIn(clusters);
  const sections = [
    sectionOf('about the change', true, [...findings].sort((a, b) => levels.indexOf(a.level) - levels.indexOf(b.level)), (finding) => `${findingItem(finding)}<br>${finding.level}`, limit),
    sectionOf('not compared', true, all(({ withheld }) => withheld.filter((unit) => !isQuiet(unit))), ({ value: { unit, side, reason, changed }, cluster }) => item(cluster, showUnit(unit), `${changed === true ? 'changes; ' : ''}not rendered on ${side === 'both' ? 'either side' : side}: ${reason}`), limit),
    sectionOf('rendered on neither side, and the same in git', false, all(({ withheld }) => withheld.filter(isQuiet)), ({ value: { unit, reason }, cluster }) => item(cluster, showUnit(unit), reason), limit),
    sectionOf('restarting', true, all(({ restarts }) => restarts), ({ value: { object, pods, strategy, because }, cluster }) => item(cluster, showRef(object), `${pods === undefined ? 'a pod on each node' : `${pods} ${pods === 1 ? 'pod' : 'pods'}`}, ${strategy}: ${because.slice(0, 3).join(', ')}`), limit),
    sectionOf('images', true, all(({ images }) => images), ({ value: { image, before, after, step, downgrade }, cluster }) => item(cluster, image, `${shortDigests(before)} → ${shortDigests(after)}, ${downgrade ? 'downgrade' : step}`), limit),
    sectionOf('charts', true, all(({ charts }) => charts), ({ value: { unit, chart, before, after, step, downgrade }, cluster }) => item(cluster, `${chart} of ${showUnit(unit)}`, `${shortDigests(before)} → ${shortDigests(after)}, ${downgrade ? 'downgrade' : step}`), limit),
    sectionOf('units', false, all(({ units }) => units), ({ value: { change, unit, from }, cluster }) => item(cluster, showUnit(unit), `${change}${from === undefined ? '' : ` from ${showUnit(from)}`}`), limit),
    sectionOf('releases with objects that change in the labels of their chart only', false, labels, ({ unit, objects: many, cluster }) => item(cluster, unit, `${many} objects`), limit),
    sectionOf('objects', false, objects, ({ value, cluster }) => objectItem(value, cluster, commits.length > 1), limit),
  ];
  const head = `### ${heading(clusters)}\n\n${commits.length === 1 ? `by ${quote(commitText(commits[0]!))}\n\n` : ''}`;
  const rows = clusters.map(({ name, counts, restarts, in: where }) => `| ${quote(name)}${where === 'both' ? '' : ` (only in ${where})`} | ${counts.removed} | ${counts.changed} | ${counts.moved} | ${counts.added} | ${counts.same} | ${restarts.length} |`);
  const shown = fit(rows, limit / 4);
  const table = rows.length === 0 ? '' : `${['| cluster | removed | changed | moved | added | the same | restart |', '|---|---|---|---|---|---|---|', ...shown].join('\n')}\n\n${shown.length < rows.length ? `${rows.length - shown.length} of ${rows.length} clusters are cut.\n\n` : ''}`;
  return `${`${head}${table}${writeSections(sections, limit - bytes(head) - bytes(table) - frame)}`.trimEnd()}\n`;
}

/** Of what neither side renders, nothing is left out of the comparison. */
function isQuiet({ side, objects, changed }: Withheld): boolean {
  return side === 'both' && objects === 0 && changed !== true;
}

const levels = ['error', 'warn', 'info'] as const;

function heading(clusters: readonly ClusterDiff[]): string {
  const sum = (of: keyof ClusterDiff['counts']) => clusters.reduce((total, { counts }) => total + counts[of], 0);
  const told = (['removed', 'changed', 'moved', 'added'] as const).filter((kind) => sum(kind) > 0).map((kind) => `${sum(kind)} ${kind}`);
  return told.length === 0 ? 'Changes: no object' : `Changes: ${told.join(', ')}`;
}

function item(cluster: string, name: string, text: string): string {
  return `- ${quote(name)} ${quote(text)} ${quote(`(${cluster})`)}`;
}

function objectItem({ change, object, unit, movedFrom, fate, fields, cause }: ObjectChange, cluster: string, commits: boolean): string {
  const note = fate !== undefined ? `${fate.deleted ? 'Flux deletes it' : 'stays in the cluster'}: ${fate.because}` : movedFrom !== undefined ? `was of ${showUnit(movedFrom)}` : undefined;
  const place = (at: ObjectChange['cause']) => (at?.place === undefined ? '' : ` ${quote(`${at.place.file}:${at.place.line}`)}${commits && at.commit !== undefined ? ` by ${quote(commitText(at.commit))}` : ''}`);
  const lines = fields.slice(0, mostFields).map((field) => `${quote(field.path)} ${field.before === undefined ? '' : `${quote(short(field.before))} → `}${field.after === undefined ? 'gone' : quote(short(field.after))}${place(field.cause)}`);
  return [`- ${change} ${quote(showRef(object))} ${quote(`(${showUnit(unit)}, ${cluster})`)}${place(cause)}`, ...(note === undefined ? [] : [quote(note)]), ...lines, ...(fields.length > mostFields ? [`${fields.length - mostFields} more fields`] : [])].join('<br>');
}

function short(value: Json): string {
  const text = shortDigests(typeof value === 'string' ? value : (JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)) ?? ''));
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
