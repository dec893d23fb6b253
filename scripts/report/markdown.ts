import { count } from '../lib/count.ts';
import { showRef } from '../lib/kubernetes/kind.ts';
import type { Finding } from '../model/finding.ts';
import type { ClusterReport, Report } from '../model/report.ts';
import { grouped, type Group } from './group.ts';
import { linked, type LineLink } from './link.ts';
import { ofCluster } from './not-checked.ts';
import { prose, quote } from './quote.ts';
import { bytes, clusterNames, fit, frame, inClusters, sectionOf, sharedSection, writeSections, type Noun, type Of, type Section } from './sections.ts';

/** Bytes of UTF-8; servers cut or refuse longer comments (GitHub at 65,536 characters). */
const defaultLimit = 60_000;
/**
 * A comment or job summary: a table of clusters and collapsible lists, never longer than `limit` bytes of UTF-8. What does not
 * fit is counted, errors come first. Nothing that a repository wrote is read as Markdown, HTML, a mention or a reference.
 * `aside` are lines for below the summary, Markdown of our own; `link` makes places lead to a server.
 */
export function markdownReport(report: Report, limit: number = defaultLimit, aside: readonly string[] = [], link?: LineLink): string {
  const { found: lists, notRendered, notChecked } = reportSections(report, limit, link);
  const sections = [...lists, notRendered, notChecked];
  const head = [`### ${verdict(report)}`, '', summary(report), '', ...aside.flatMap((line) => [line, ''])].join('\n');
  const left = limit - bytes(head);
  const found = byCluster(report.findings);
  const rows = report.clusters.map((cluster) => `| ${quote(cluster.name)}<br>Kubernetes ${quote(cluster.kubernetesVersion)} | ${levelCounts(found.get(cluster.name) ?? []).join(', ') || 'none'} | ${renderedUnits(cluster)}<br>${count(cluster.manifests, 'manifest')} |`);
  const table = fit(rows, Math.min(left - sections.length * frame, limit / 4) - frame);
  const out = [head];
  if (rows.length > 0) {
    out.push('| cluster | findings | rendered |', '|---|---|---|', ...table, '');
    if (table.length < rows.length) out.push(`${rows.length - table.length} of ${rows.length} clusters are cut.`, '');
  }
  out.push(writeSections(sections, left - (rows.length > 0 ? frame + bytes(table.join('\n')) : 0)));
  return `${out.join('\n').trimEnd()}\n`;
}

export interface ReportSections {
  /** Errors, warnings, and the rest. */
  readonly found: readonly [Section, Section, Section];
  readonly notRendered: Section;
  readonly notChecked: Section;
}

/** What was found, and what could not be looked at, in lists to unfold, findings of levels in `open` unfolded; what clusters have alike is said once. */
export function reportSections(report: Report, limit: number, link?: LineLink, open: readonly Finding['level'][] = ['error']): ReportSections {
  const found = (level: keyof typeof nouns) => findingSection(level, '', open.includes(level), report.findings.filter((finding) => finding.level === level), limit, link);
  return {
    found: [found('error'), found('warn'), found('info')],
    notRendered: sharedSection(['not rendered', 'not rendered'], false, notRendered(report), ({ unit, outcome, why }, clusters) => `- ${quote(unit)} ${outcome}${inClusters(clusters)}${why === undefined ? '' : `: ${prose(why)}`}`, limit),
    notChecked: sharedSection(['not checked', 'not checked'], report.incomplete, report.notChecked.map((line) => ofCluster(report, line)), (line, clusters) => `- ${[clusterNames(clusters), prose(line)].filter((part) => part !== '').join(': ')}`, limit),
  };
}

function verdict({ incomplete, findings }: Report): string {
  return incomplete ? 'Validation could not do its work' : `Validation: ${levelCounts(findings).join(', ') || 'no findings'}`;
}

const nouns: Readonly<Record<'error' | 'warn' | 'info', Noun>> = { error: ['error', 'errors'], warn: ['warning', 'warnings'], info: ['info', 'info'] };

/** `2 errors`, `1 info`: without the levels that have none. */
export function levelCounts(findings: readonly Finding[]): string[] {
  return (['error', 'warn', 'info'] as const).map((level) => [level, findings.filter((finding) => finding.level === level).length] as const).filter(([, n]) => n > 0).map(([level, n]) => count(n, ...nouns[level]));
}

export function byCluster(findings: readonly Finding[]): Map<string, Finding[]> {
  return Map.groupBy(findings.filter(({ cluster }) => cluster !== undefined), ({ cluster }) => cluster as string);
}

/** `13 of 14 units` */
export function renderedUnits({ units }: Pick<ClusterReport, 'units'>): string {
  return `${units.filter(({ outcome }) => outcome === 'rendered').length} of ${count(units.length, 'unit')}`;
}

function summary(report: Report): string {
  return [whatRan(report), `${report.seconds.toFixed(1)} s`].join(', ');
}

/** `144 rules, 2 silenced` */
export function whatRan({ rulesRun, silenced, known, notChecked }: Report): string {
  return [`${rulesRun} rules`, ...(silenced > 0 ? [`${silenced} silenced`] : []), ...(known !== undefined ? [`${known} in the baseline`] : []), ...(notChecked.length > 0 ? [`${notChecked.length} not checked`] : [])].join(', ');
}

/** Findings of one level, about something where `about` says so; what several clusters or objects of a chart share is one item, and so is what one rule says several times of one value. */
export function findingSection(level: keyof typeof nouns, about: string, open: boolean, findings: readonly Finding[], limit: number, link?: LineLink): Section {
  const groups = onePerPlace(grouped(findings));
  const title = `${count(findings.length, ...nouns[level])}${about}${groups.length === findings.length ? '' : `, in ${count(groups.length, 'place')}`}`;
  return { ...sectionOf(nouns[level], open, groups, (item) => groupItem(item, link), limit), title };
}

/** A group, and how many more there are of the same rule, place and clusters. */
type Item = Group & { more: number };

function onePerPlace(groups: readonly Group[]): Item[] {
  const items = new Map<string, Item>();
  for (const [at, group] of groups.entries()) {
    const { finding: { rule, place, origin }, clusters } = group;
    const key = place === undefined || origin?.certainty !== 'exact' ? String(at) : JSON.stringify([rule, place.file, place.line, place.column, clusters]);
    const item = items.get(key);
    if (item === undefined) items.set(key, { ...group, more: 0 });
    else item.more += 1 + group.others.length;
  }
  return [...items.values()];
}

function groupItem({ finding: { rule, message, help, place, side, object, pointer, chart }, clusters, others, more: beside }: Item, link: LineLink | undefined): string {
  const at = place === undefined ? '' : ` ${linked(place, side ?? 'head', link)}`;
  const named = object === undefined ? '' : quote(`${showRef(object)}${pointer === undefined || pointer === '' ? '' : ` ${pointer}`}`);
  const where = `${named}${inClusters(clusters)}`.trim();
  return [`- **${quote(rule)}**${at}<br>${prose(message)}`, ...(help === undefined ? [] : [prose(help)]), ...(where === '' ? [] : [where]), ...(others.length === 0 ? [] : [`and ${others.length} more of the same ${chart === undefined ? 'line' : 'chart'}`]), ...(beside === 0 ? [] : [`and ${beside} more of this value`])].join('<br>');
}

/** A unit that was left out is told among what was not checked. */
function notRendered({ clusters, notChecked }: Report): Of<{ readonly unit: string; readonly outcome: string; readonly why: string | undefined }>[] {
  const told = (cluster: string, unit: string) => notChecked.some((line) => line.startsWith(`${cluster}: ${unit}: `));
  return clusters.flatMap(({ name, units }) => units.flatMap((unit) => {
    const shown = `${unit.kind} ${unit.namespace}/${unit.name}`;
    if (unit.outcome === 'rendered' || (unit.outcome === 'skipped' && told(name, shown))) return [];
    const waits = unit.blockedBy?.map(({ kind, namespace, name: id }) => `${kind} ${namespace}/${id}`).join(', which waits for ');
    const why = waits === undefined || waits === '' ? (unit.message ?? unit.reason) : `waits for ${waits}`;
    return [{ value: { unit: shown, outcome: unit.outcome, why }, cluster: name }];
  }));
}
