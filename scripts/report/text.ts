import { count } from '../lib/count.ts';
import type { Finding } from '../model/finding.ts';
import type { UnitId } from '../model/ids.ts';
import type { Place } from '../model/place.ts';
import { unitKey } from '../lib/unit.ts';
import type { ClusterReport, Report, UnitReport } from '../model/report.ts';
import { chartHint } from './chart-hint.ts';
import { grouped, type Group } from './group.ts';
import { inShort } from './in-short.ts';
import { notCheckedLines } from './not-checked.ts';
import { showsLines } from './shows-lines.ts';
import { visible } from './visible.ts';
import { rootCauses } from './waiting.ts';
import { stepText } from './way.ts';

/** Names of objects in the line that stands for the rest of a group. */
const shownOthers = 5;

/** As many units as have a line of their own where all wait for the same. */
const mostWaiting = 10;

export interface TextOptions {
  readonly color: boolean;
  /** Prints a line per unit, and each finding by itself, also those of level info, which the last line only counts. */
  readonly verbose: boolean;
  /** Prints findings and the last line only. */
  readonly quiet: boolean;
  /** The text of a source file, for code frames; undefined where it cannot be read. */
  readonly source: (file: string) => string | undefined;
  /** The address of a file, where what shows the text makes addresses clickable (OSC 8). */
  readonly link?: (file: string) => string;
  /** Who rendered, for verbose: `all in this process`. */
  readonly renderedBy?: string;
}

/** The report for a person: what was rendered, each finding on its line, and in the last lines what was checked and what was not. */
export function textReport(report: Report, options: TextOptions): string {
  const paint = painter(options.color);
  const out: string[] = [];
  if (!options.quiet) for (const cluster of report.clusters) for (const line of clusterLines(cluster, options, paint)) out.push(line);
  const groups = groupsOf(report.findings, options);
  for (const group of groups) out.push(...groupLines(group, options, paint), '');
  if (report.notChecked.length > 0) {
    out.push(paint('bold', 'not checked:'), ...notCheckedLines(report).map((line) => `  ${visible(line)}`), '');
  }
  if (options.verbose) for (const line of report.builtByBinary ?? []) out.push(`built ${visible(line)}`);
  if (options.verbose && options.renderedBy !== undefined) out.push(`rendered ${options.renderedBy}`);
  if (report.verified !== undefined) out.push(`rendered twice: ${report.verified}`);
  if (!options.quiet && !options.verbose) out.push(...inShort(report, groups).map(visible));
  const mendable = report.findings.filter(({ fix }) => fix !== undefined).length;
  if (mendable > 0 && !options.quiet) out.push(`${count(mendable, 'finding')} can be mended: npm run validate -- --fix --dry-run shows how`);
  out.push(lastLine(report, paint));
  return `${out.join('\n')}\n`;
}

/** The findings that a change brought, and the last line of the whole run. */
export function newsReport(report: Report, fresh: readonly Finding[], options: TextOptions): string {
  const paint = painter(options.color);
  return `${[...foundLines(fresh, options, paint), lastLine(report, paint)].join('\n')}\n`;
}

/** Findings, each with the line that it is on; what one mends at once is told once. */
export function foundLines(findings: readonly Finding[], options: TextOptions, paint: Paint): string[] {
  return groupsOf(findings, options).flatMap((group) => [...groupLines(group, options, paint), '']);
}

function groupsOf(findings: readonly Finding[], { verbose }: TextOptions): Group[] {
  return verbose ? findings.map((finding) => ({ finding, clusters: finding.cluster === undefined ? [] : [finding.cluster], others: [] })) : grouped(findings.filter(({ level }) => level !== 'info'));
}

function clusterLines(cluster: ClusterReport, { verbose }: TextOptions, paint: Paint): string[] {
  const { units } = cluster;
  const lines = [paint('bold', visible(`${cluster.name}  ${cluster.entry}, Kubernetes ${cluster.kubernetesVersion}, Flux ${cluster.fluxVersion}: ${count(units.length, 'unit')}, ${count(cluster.manifests, 'manifest')}`))];
  const width = Math.max(0, ...units.map((unit) => unit.name.length));
  const roots = verbose ? new Map<string, UnitId>() : rootCauses(units);
  const waiting = Map.groupBy(units, (unit) => rootOf(unit, roots));
  for (const unit of units) {
    if (!verbose && unit.kind === 'Kustomization' && unit.outcome === 'rendered') continue;
    const root = roots.get(unitKey(unit));
    const beside = waiting.get(rootOf(unit, roots)) ?? [];
    if (root !== undefined && beside.length > mostWaiting) {
      if (beside[0] === unit) lines.push(`  ${mark(unit, paint)} ${visible(`${beside.length} units wait for ${root.kind} ${root.name}: ${beside.slice(0, shownOthers).map(({ name }) => name).join(', ')}, …; --verbose lists all`)}`);
      continue;
    }
    lines.push(`  ${mark(unit, paint)} ${{ Kustomization: 'sync   ', HelmRelease: 'release', ResourceSet: 'set    ' }[unit.kind]} ${visible(unit.name.padEnd(width))}  ${visible(unitDetail(unit))}`);
  }
  if (cluster.placeholders.length > 0) lines.push(`  ${paint('dim', `${count(cluster.placeholders.length, 'sealed placeholder')}, to be sealed for this cluster: ${visible(cluster.placeholders.join(', '))}`)}`);
  lines.push('');
  return lines;
}

function rootOf(unit: UnitReport, roots: ReadonlyMap<string, UnitId>): string {
  const root = roots.get(unitKey(unit));
  return root === undefined ? '' : unitKey(root);
}

function mark({ outcome }: UnitReport, paint: Paint): string {
  switch (outcome) {
    case 'rendered': return paint('green', 'ok     ');
    case 'failed': return paint('red', 'failed ');
    case 'blocked': return paint('yellow', 'blocked');
    case 'skipped': return paint('yellow', 'skipped');
    case 'suspended': return paint('dim', 'suspend');
  }
}

function unitDetail(unit: UnitReport): string {
  if (unit.outcome === 'rendered') return `${unit.chart === undefined ? '' : `${unit.chart}, `}${count(unit.manifests, 'manifest')}`;
  if (unit.outcome === 'blocked' && unit.blockedBy !== undefined && unit.blockedBy.length > 0) return `waits for ${unit.blockedBy.map(({ kind, name }) => `${kind} ${name}`).join(', which waits for ')}`;
  const message = unit.outcome === 'skipped' ? unit.message?.replace(/^\w+ '[^']*' is not ready: /, '') : unit.message;
  return (message ?? unit.reason ?? '').split('\n', 1)[0]?.slice(0, 200) ?? '';
}

/** A finding with the line that it is on. */
export function findingLines(finding: Finding, options: TextOptions, paint: Paint): string[] {
  return groupLines({ finding, clusters: finding.cluster === undefined ? [] : [finding.cluster], others: [] }, options, paint);
}

function groupLines({ finding, clusters, others }: Group, options: TextOptions, paint: Paint): string[] {
  const { rule, level, message, place, object, origin, help, chart } = finding;
  const lines = [`${paint(level === 'error' ? 'red' : level === 'warn' ? 'yellow' : 'dim', level)} ${paint('bold', rule)}  ${visible(message)}`];
  if (place !== undefined) lines.push(`  ${linked(place, options)}${origin !== undefined && origin.certainty !== 'exact' ? paint('dim', origin.certainty === 'probably' ? '  (probably)' : '  (file)') : ''}`, ...(level === 'info' || !showsLines(finding) ? [] : frame(place, options, paint)));
  const chain = [
    ...(object === undefined ? [] : [`${object.kind} ${object.namespace === '' ? '' : `${object.namespace}/`}${object.name}${finding.pointer === undefined || finding.pointer === '' ? '' : ` ${finding.pointer}`}`]),
    ...(origin?.steps ?? []).slice(origin?.steps[0]?.kind === 'resource' ? 1 : 0).map(stepText),
  ];
  if (chain.length > 0) lines.push(paint('dim', visible(`  ${chain.join('  <- ')}${clusters.length === 0 ? '' : `  (${clusters.join(', ')})`}`)));
  else if (clusters.length > 0) lines.push(paint('dim', visible(`  (${clusters.join(', ')})`)));
  if (help !== undefined) lines.push(`  ${visible(help)}`);
  if (chart !== undefined) lines.push(`  ${visible(chartHint(chart))}`);
  if (others.length > 0) lines.push(`  ${visible(`and ${count(others.length, 'more object')}${chart === undefined ? '' : ` of chart ${chart.name}`}: ${others.slice(0, shownOthers).map(({ object: other }) => (other === undefined ? '' : `${other.kind} ${other.namespace === '' ? '' : `${other.namespace}/`}${other.name}`)).join(', ')}${others.length > shownOthers ? ', …' : ''}; --verbose lists all`)}`);
  return lines;
}

function linked({ file, line, column }: Place, { link }: TextOptions): string {
  const shown = visible(`${file}:${line}:${column}`);
  return link === undefined ? shown : `\u001b]8;;${link(file)}\u001b\\${shown}\u001b]8;;\u001b\\`;
}

/** The line before and the line itself, underlined. */
function frame(place: Place, { source }: TextOptions, paint: Paint): string[] {
  const text = source(place.file);
  if (text === undefined) return [];
  const all = text.split(/\r?\n/);
  const line = all[place.line - 1];
  if (line === undefined) return [];
  const width = String(place.line).length;
  const row = (number: number, content: string, sign: string) => ` ${sign} ${String(number).padStart(width)} | ${visible(content).slice(0, 160)}`;
  const length = Math.max(1, Math.min((place.endColumn ?? place.column + 1) - place.column, 160 - place.column));
  return [
    ...(place.line > 1 ? [paint('dim', row(place.line - 1, all[place.line - 2] as string, ' '))] : []),
    row(place.line, line, '>'),
    ...(place.column <= 160 ? [paint('red', `   ${' '.repeat(width)} | ${' '.repeat(place.column - 1)}${'^'.repeat(length)}`)] : []),
  ];
}

function lastLine(report: Report, paint: Paint): string {
  const units = report.clusters.flatMap((cluster) => cluster.units);
  const of = (outcome: string) => units.filter((unit) => unit.outcome === outcome).length;
  const parts = [`${count(report.clusters.length, 'cluster')}`, `${of('rendered')} of ${count(units.length, 'unit')} rendered`];
  for (const outcome of ['failed', 'blocked', 'skipped', 'suspended']) if (of(outcome) > 0) parts.push(`${of(outcome)} ${outcome}`);
  parts.push(`${count(report.clusters.reduce((sum, cluster) => sum + cluster.manifests, 0), 'manifest')} checked by ${count(report.rulesRun, 'rule')}`);
  const levels = (['error', 'warn', 'info'] as const).map((level) => [level, report.findings.filter((finding) => finding.level === level).length] as const).filter(([, n]) => n > 0);
  const found = levels.length === 0 ? paint('green', 'no findings') : paint(levels[0]?.[0] === 'error' ? 'red' : levels[0]?.[0] === 'warn' ? 'yellow' : 'dim', levels.map(([level, n]) => `${n} ${level}`).join(', '));
  const aside = [...(report.silenced > 0 ? [`${report.silenced} silenced`] : []), ...(report.known === undefined ? [] : [`${report.known} in the baseline`])];
  return `${parts.join(', ')}: ${found}${aside.length === 0 ? '' : ` (${aside.join(', ')})`}, ${report.seconds.toFixed(1)} s`;
}

export type Paint = (style: 'red' | 'yellow' | 'green' | 'bold' | 'dim', text: string) => string;

export function painter(color: boolean): Paint {
  const codes = { red: 31, yellow: 33, green: 32, bold: 1, dim: 2 };
  return color ? (style, text) => `\u001b[${codes[style]}m${text}\u001b[0m` : (_, text) => text;
}
