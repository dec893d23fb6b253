import { count } from '../../lib/count.ts';
import { showRef } from '../../lib/kubernetes/kind.ts';
import { showUnit } from '../../lib/unit.ts';
import type { Cause, ClusterDiff, Diff, FieldChange, ImageChange, ObjectChange, UnitChange, VersionChange, Withheld } from '../../model/diff.ts';
import type { Json } from '../../model/json.ts';
import type { Place } from '../../model/place.ts';
import { findingLines, foundLines, painter, type Paint, type TextOptions } from '../text.ts';
import { visible as unsteered } from '../visible.ts';
import { folded } from './fold.ts';
import { shortDigests } from '../digest.ts';
import { commitsIn, commitText, sideText } from './commit.ts';
import { compareLines } from '../../lib/lines.ts';

/** Text of a repository on one line: none of it may look like a line of ours. */
function visible(text: string): string {
  return shortDigests(unsteered(text)).replaceAll('\n', '\\n').replaceAll('\r', '\\r').replaceAll('\t', ' ');
}

/** The diff for a person: cluster by cluster what comes, goes and changes with the line that makes it, then what the rules found. */
export function diffText(diff: Diff, options: TextOptions): string {
  const paint = painter(options.color);
  const out: string[] = [];
  if (!options.quiet) {
    const commits = commitsIn(diff.clusters);
    out.push(`${paint('bold', 'base')}  ${visible(sideText(diff.base))}`, `${paint('bold', 'head')}  ${visible(sideText(diff.head))}`, ...(commits.length === 1 ? [visible(`by    ${commitText(commits[0]!)}`)] : []), '');
    for (const cluster of diff.clusters) out.push(...clusterLines(cluster, { ...options, commits: commits.length > 1 }, paint));
  }
  for (const finding of diff.findings) if (finding.level !== 'info' || options.verbose) out.push(...findingLines(finding, finding.side === 'base' ? { ...options, source: () => undefined } : options, paint), '');
  out.push(...foundLines(diff.introduced ?? [], options, paint));
  out.push(lastLine(diff, paint));
  return `${out.join('\n')}\n`;
}

/** `commits`: whether the lines say of which commit they are. */
type Options = TextOptions & { readonly commits: boolean };

function clusterLines(cluster: ClusterDiff, options: Options, paint: Paint): string[] {
  const { counts, objects, units, images, charts, restarts, withheld } = cluster;
  const only = cluster.in === 'both' ? '' : cluster.in === 'base' ? '  (gone from git)' : '  (new)';
  const lines = [paint('bold', visible(`${cluster.name}${only}: ${countsText(counts)}`))];
  for (const unit of units) lines.push(`  ${unitLine(unit, paint)}`);
  for (const { unit, chart, place, ...version } of charts) lines.push(visible(`  ${showUnit(unit)}: chart ${chart} ${versionText(version)}${placeText(place)}`));
  for (const image of images) lines.push(visible(`  image ${image.image} ${versionText(image)}, ${imageUsers(image)}`));
  const { shown: single, labels } = options.verbose ? { shown: objects, labels: [] } : folded(objects);
  const shown = options.verbose ? single : single.slice(0, 200);
  for (const object of shown) lines.push(...objectLines(object, options, paint));
  if (shown.length < single.length) lines.push(`  and ${single.length - shown.length} more objects; --verbose lists them`);
  for (const { unit, objects: many } of labels) lines.push(`  ${paint('yellow', '~')} ${many} objects of ${visible(unit)}: no more than the labels of their chart's version`);
  if (restarts.length > 0) lines.push(`  ${paint('yellow', 'restarts')} ${visible(restarts.map(({ object, pods, strategy }) => `${showRef(object)} (${pods === undefined ? 'a pod on each node' : count(pods, 'pod')}, ${strategy})`).join(', '))}`);
  lines.push(...withheldLines(withheld, options, paint));
  return [...lines, ''];
}

/** What was not compared is always said; units that neither side renders, of which nothing is left out, in one line. */
function withheldLines(withheld: readonly Withheld[], { verbose }: TextOptions, paint: Paint): string[] {
  const isQuiet = ({ side, objects, changed }: Withheld) => !verbose && side === 'both' && objects === 0 && changed !== true;
  const both = withheld.filter(isQuiet);
  const [first] = both;
  const line = (text: string) => `  ${paint('yellow', 'not compared')} ${visible(text)}`;
  return [
    ...withheld.filter((unit) => !isQuiet(unit)).map(({ unit, side, reason, objects, place, changed }) => line(`${showUnit(unit)}${changed === true ? ', which changes' : ''}, not rendered on ${side === 'both' ? 'either side' : side}: ${reason}${objects === 0 ? '' : `; ${count(objects, 'object')} left out`}${placeText(place)}`)),
    ...(first === undefined ? [] : [line(`${both.map(({ unit }) => showUnit(unit)).join(', ')}: rendered on neither side; ${both.length === 1 ? '' : 'the first: '}${first.reason}`)]),
  ];
}

function unitLine({ change, unit, from, place }: UnitChange, paint: Paint): string {
  const word = { added: paint('green', 'new'), removed: paint('red', 'gone'), renamed: paint('yellow', 'renamed'), suspended: paint('yellow', 'suspended'), resumed: paint('green', 'resumed') }[change];
  return `${word} ${visible(`${showUnit(unit)}${from === undefined ? '' : `, was ${showUnit(from)}`}${placeText(place)}`)}`;
}

function versionText({ before, after, step, downgrade }: VersionChange): string {
  return `${before} -> ${after} (${downgrade ? `${step}, back` : step})`;
}

function imageUsers({ objects }: ImageChange): string {
  const names = [...new Set(objects.map(({ object }) => showRef(object)))];
  return names.length <= 3 ? names.join(', ') : `${names.slice(0, 3).join(', ')} and ${names.length - 3} more`;
}

function objectLines({ change, object, movedFrom, unit, fate, fields, cause }: ObjectChange, options: Options, paint: Paint): string[] {
  const name = visible(showRef(object));
  switch (change) {
    case 'added': return [`  ${paint('green', '+')} ${name}${visible(causeText(cause, options))}`];
    case 'removed': return [`  ${paint('red', '-')} ${name}  ${visible(fate?.deleted === true ? `deleted: ${fate.because}` : `stays in the cluster: ${fate?.because ?? ''}`)}${visible(causeText(cause, options, 'was '))}`];
    case 'moved': return [`  ${paint('yellow', '>')} ${name}  ${visible(`from ${showUnit(movedFrom!)} to ${showUnit(unit)}`)}`, ...fieldLines(fields, options, paint)];
    case 'changed': return [`  ${paint('yellow', '~')} ${name}`, ...fieldLines(fields, options, paint)];
  }
}

function fieldLines(fields: readonly FieldChange[], options: Options, paint: Paint): string[] {
  const { verbose } = options;
  const shown = verbose ? fields : fields.slice(0, 20);
  const lines = shown.flatMap((field) => fieldLine(field, options, paint));
  return shown.length < fields.length ? [...lines, `      and ${count(fields.length - shown.length, 'more field')}; --verbose lists them`] : lines;
}

function fieldLine({ change, path, before, after, cause }: FieldChange, options: Options, paint: Paint): string[] {
  const { verbose } = options;
  const where = paint('dim', visible(causeText(cause, options, cause?.side === 'base' ? 'was ' : '')));
  const label = visible(path === '' ? '(all of it)' : path);
  if (typeof before === 'string' && typeof after === 'string' && (before.includes('\n') || after.includes('\n'))) {
    const lines = compareLines(before, after).filter(({ sign }) => sign !== ' ');
    const shown = verbose ? lines : lines.slice(0, 8);
    return [
      `      ${label}:${where}`,
      ...shown.map(({ sign, text }) => `        ${paint(sign === '-' ? 'red' : 'green', `${sign} ${visible(text).slice(0, 160)}`)}`),
      ...(shown.length < lines.length ? [`        and ${lines.length - shown.length} more lines; --verbose lists them`] : []),
    ];
  }
  if (change === 'added') return [`      ${paint('green', '+')} ${label}: ${valueText(after)}${where}`];
  if (change === 'removed') return [`      ${paint('red', '-')} ${label}: ${valueText(before)}${where}`];
  return [`      ${label}: ${valueText(before)} -> ${valueText(after)}${where}`];
}

function valueText(value: Json | undefined): string {
  const text = value === '(redacted)' ? value : JSON.stringify(value, (_, item: unknown) => (typeof item === 'bigint' ? String(item) : item)) ?? 'nothing';
  const shown = visible(text);
  return shown.length <= 120 ? shown : `${shown.slice(0, 117)}...`;
}

/** The place, and the commit where there are several. */
function causeText(cause: Cause | undefined, { commits }: Options, before = ''): string {
  return `${placeText(cause?.place, before)}${commits && cause?.commit !== undefined ? `  (${commitText(cause.commit)})` : ''}`;
}

function placeText(place: Place | undefined, before = ''): string {
  return place === undefined ? '' : `  ${before}${place.file}:${place.line}`;
}

function countsText({ added, removed, changed, moved, same }: ClusterDiff['counts']): string {
  const parts = ([[added, 'added'], [removed, 'removed'], [changed, 'changed'], [moved, 'moved']] as const).filter(([n]) => n > 0).map(([n, word]) => `${n} ${word}`);
  return parts.length === 0 ? `nothing changes (${count(same, 'object')})` : `${parts.join(', ')}, ${same} the same`;
}

function lastLine(diff: Diff, paint: Paint): string {
  const sum = { added: 0, removed: 0, changed: 0, moved: 0, same: 0 };
  for (const { counts } of diff.clusters) for (const key of Object.keys(sum) as (keyof typeof sum)[]) sum[key] += counts[key];
  const withheld = diff.clusters.reduce((total, cluster) => total + cluster.withheld.length, 0);
  const levels = (['error', 'warn', 'info'] as const).map((level) => [level, [...diff.findings, ...(diff.introduced ?? [])].filter((finding) => finding.level === level).length] as const).filter(([, n]) => n > 0);
  const brought = levels.length === 0 ? paint('green', 'no findings') : paint(levels[0]?.[0] === 'error' ? 'red' : levels[0]?.[0] === 'warn' ? 'yellow' : 'dim', levels.map(([level, n]) => `${n} ${level}`).join(', '));
  const found = diff.mended === undefined || diff.mended.length === 0 ? brought : `${brought}, ${diff.mended.length} mended`;
  return `${count(diff.clusters.length, 'cluster')}, ${countsText(sum)}${withheld === 0 ? '' : `, ${count(withheld, 'unit')} not compared`}: ${found}${diff.silenced === 0 ? '' : ` (${diff.silenced} silenced)`}, ${diff.seconds.toFixed(1)} s`;
}
