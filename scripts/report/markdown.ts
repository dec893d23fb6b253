import { showRef } from '../lib/kubernetes/kind.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { grouped, type Group } from './group.ts';
import { quote } from './quote.ts';
import { bytes, fit, frame, sectionOf, sharedSection, writeSections, type Of, type Section } from './sections.ts';

/** Bytes of UTF-8; servers cut or refuse longer comments (GitHub at 65,536 characters). */
const defaultLimit = 60_000;
/**
 * A comment or job summary: a table of clusters and collapsible lists, never longer than `limit` bytes of UTF-8. What does not
 * fit is counted, errors come first. Nothing that a repository wrote is read as Markdown, HTML, a mention or a reference.
 * `aside` are lines for below the summary, Markdown of our own.
 */
export function markdownReport(report: Report, limit: number = defaultLimit, aside: readonly string[] = []): string {
  const { found, notRendered, notChecked } = reportSections(report, limit);
  const sections = [...found, notRendered, notChecked];
  const head = [`### ${verdict(report)}`, '', summary(report), '', ...aside.flatMap((line) => [line, ''])].join('\n');
  const left = limit - bytes(head);
  const counts = new Map<string, number>();
  for (const { cluster, level } of report.findings) counts.set(`${level} ${cluster}`, (counts.get(`${level} ${cluster}`) ?? 0) + 1);
  const rows = report.clusters.map((cluster) => {
    const of = (level: Finding['level']) => counts.get(`${level} ${cluster.name}`) ?? 0;
    const rendered = cluster.units.filter(({ outcome }) => outcome === 'rendered').length;
    return `| ${quote(cluster.name)} | ${quote(cluster.kubernetesVersion)} | ${rendered} of ${cluster.units.length} | ${cluster.manifests} | ${of('error')} | ${of('warn')} | ${of('info')} |`;
  });
  const table = fit(rows, Math.min(left - sections.length * frame, limit / 4) - frame);
  const out = [head];
  if (rows.length > 0) {
    out.push('| cluster | Kubernetes | rendered | manifests | error | warn | info |', '|---|---|---|---|---|---|---|', ...table, '');
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

/** What was found, and what could not be looked at, in lists to unfold; what clusters have alike is said once. */
export function reportSections(report: Report, limit: number): ReportSections {
  const found = (level: Finding['level']) => findingSection(level, level === 'error', report.findings.filter((finding) => finding.level === level), limit);
  return {
    found: [found('error'), found('warn'), found('info')],
    notRendered: sharedSection('not rendered', false, notRendered(report), (line, clusters) => `- ${quote(line)} ${quote(`(${clusters})`)}`, limit),
    notChecked: sharedSection('not checked', report.incomplete, report.notChecked.map((line) => ofCluster(report, line)), (line, clusters) => `- ${quote(line)}${clusters === '' ? '' : ` ${quote(`(${clusters})`)}`}`, limit),
  };
}

/** A line that begins with the name of a cluster, apart from it. */
function ofCluster({ clusters }: Report, line: string): Of<string> {
  const cluster = clusters.find(({ name }) => name !== '' && line.startsWith(`${name}: `))?.name ?? '';
  return { value: cluster === '' ? line : line.slice(cluster.length + 2), cluster };
}

function verdict({ incomplete, findings }: Report): string {
  return incomplete ? 'Validation could not do its work' : `Validation: ${levelCounts(findings).join(', ') || 'no findings'}`;
}

/** `2 error`, `1 info`: without the levels that have none. */
export function levelCounts(findings: readonly Finding[]): string[] {
  return (['error', 'warn', 'info'] as const).map((level) => [level, findings.filter((finding) => finding.level === level).length] as const).filter(([, n]) => n > 0).map(([level, n]) => `${n} ${level}`);
}

function summary(report: Report): string {
  return [whatRan(report), `${report.seconds.toFixed(1)} s`].join(', ');
}

/** `144 rules, 2 silenced` */
export function whatRan({ rulesRun, silenced, known, notChecked }: Report): string {
  return [`${rulesRun} rules`, ...(silenced > 0 ? [`${silenced} silenced`] : []), ...(known !== undefined ? [`${known} in the baseline`] : []), ...(notChecked.length > 0 ? [`${notChecked.length} not checked`] : [])].join(', ');
}

/** Findings under one title; what several clusters or objects of a chart share is one item, and so is what one rule says several times of one value. */
export function findingSection(title: string, open: boolean, findings: readonly Finding[], limit: number): Section {
  const groups = onePerPlace(grouped(findings));
  const section = sectionOf(title, open, groups, groupItem, limit);
  return groups.length === findings.length ? section : { ...section, label: `${findings.length} ${title} in ${groups.length} ${groups.length === 1 ? 'place' : 'places'}` };
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

function groupItem({ finding: { rule, message, help, place, object, pointer, chart }, clusters, others, more: beside }: Item): string {
  const at = place === undefined ? '' : `${quote(`${place.file}:${place.line}:${place.column}`)} `;
  const named = object === undefined ? [] : [`${showRef(object)}${pointer === undefined || pointer === '' ? '' : ` ${pointer}`}`];
  const more = [...named, ...(clusters.length === 0 ? [] : [`(${clusters.join(', ')})`])].join(' ');
  return [`- ${at}**${quote(rule)}**<br>${quote(message)}`, ...(more === '' ? [] : [quote(more)]), ...(others.length === 0 ? [] : [`and ${others.length} more of the same ${chart === undefined ? 'line' : 'chart'}`]), ...(beside === 0 ? [] : [`and ${beside} more of this value`]), ...(help === undefined ? [] : [quote(help)])].join('<br>');
}

/** A unit that was left out is told among what was not checked. */
function notRendered({ clusters, notChecked }: Report): Of<string>[] {
  const told = (cluster: string, unit: string) => notChecked.some((line) => line.startsWith(`${cluster}: ${unit}: `));
  return clusters.flatMap(({ name, units }) => units.flatMap((unit): Of<string>[] => {
    const shown = `${unit.kind} ${unit.namespace}/${unit.name}`;
    if (unit.outcome === 'rendered' || (unit.outcome === 'skipped' && told(name, shown))) return [];
    const waits = unit.blockedBy?.map(({ kind, namespace, name: id }) => `${kind} ${namespace}/${id}`).join(', which waits for ');
    const why = waits === undefined || waits === '' ? (unit.message ?? unit.reason) : `waits for ${waits}`;
    return [{ value: `${shown} ${unit.outcome}${why === undefined ? '' : `: ${why}`}`, cluster: name }];
  }));
}
