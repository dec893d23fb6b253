import { showRef } from '../lib/kubernetes/kind.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { grouped, type Group } from './group.ts';
import { quote } from './quote.ts';
import { bytes, fit, frame, sectionOf, writeSections, type Section } from './sections.ts';

/** Bytes of UTF-8; servers cut or refuse longer comments (GitHub at 65,536 characters). */
const defaultLimit = 60_000;
/**
 * A comment or job summary: a table of clusters and collapsible lists, never longer than `limit` bytes of UTF-8. What does not
 * fit is counted, errors come first. Nothing that a repository wrote is read as Markdown, HTML, a mention or a reference.
 * `aside` are lines for below the summary, Markdown of our own.
 */
export function markdownReport(report: Report, limit: number = defaultLimit, aside: readonly string[] = []): string {
  const sections = [
    ...(['error', 'warn', 'info'] as const).map((level) => findingSection(level, report.findings.filter((finding) => finding.level === level), limit)),
    sectionOf('not rendered', false, notRendered(report), (line) => `- ${quote(line)}`, limit),
    sectionOf('not checked', report.incomplete, report.notChecked, (line) => `- ${quote(line)}`, limit),
  ];
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

function verdict({ incomplete, findings }: Report): string {
  if (incomplete) return 'Validation could not do its work';
  const counts = (['error', 'warn', 'info'] as const).map((level) => [level, findings.filter((finding) => finding.level === level).length] as const).filter(([, n]) => n > 0);
  return counts.length === 0 ? 'Validation: no findings' : `Validation: ${counts.map(([level, n]) => `${n} ${level}`).join(', ')}`;
}

function summary({ rulesRun, silenced, known, seconds, notChecked }: Report): string {
  const parts = [`${rulesRun} rules`, ...(silenced > 0 ? [`${silenced} silenced`] : []), ...(known !== undefined ? [`${known} in the baseline`] : []), ...(notChecked.length > 0 ? [`${notChecked.length} not checked`] : []), `${seconds.toFixed(1)} s`];
  return parts.join(', ');
}

/** Findings of one level; what several clusters or objects of a chart share is one item. */
function findingSection(level: Finding['level'], findings: readonly Finding[], limit: number): Section {
  const groups = grouped(findings);
  const section = sectionOf(level, level === 'error', groups, groupItem, limit);
  return groups.length === findings.length ? section : { ...section, label: `${findings.length} ${level} in ${groups.length} ${groups.length === 1 ? 'place' : 'places'}` };
}

/** A finding as an item of a list. */
export function findingItem(finding: Finding): string {
  return groupItem({ finding, clusters: finding.cluster === undefined ? [] : [finding.cluster], others: [] });
}

function groupItem({ finding: { rule, message, help, place, object, pointer }, clusters, others }: Group): string {
  const at = place === undefined ? '' : `${quote(`${place.file}:${place.line}:${place.column}`)} `;
  const named = object === undefined ? [] : [`${showRef(object)}${pointer === undefined || pointer === '' ? '' : ` ${pointer}`}`];
  const more = [...named, ...(clusters.length === 0 ? [] : [`(${clusters.join(', ')})`])].join(' ');
  return [`- ${at}**${quote(rule)}**<br>${quote(message)}`, ...(more === '' ? [] : [quote(more)]), ...(others.length === 0 ? [] : [`and ${others.length} more of the same chart`]), ...(help === undefined ? [] : [quote(help)])].join('<br>');
}

function notRendered({ clusters }: Report): string[] {
  return clusters.flatMap(({ name, units }) => units.filter(({ outcome }) => outcome !== 'rendered').map((unit) => {
    const waits = unit.blockedBy?.map(({ kind, namespace, name: id }) => `${kind} ${namespace}/${id}`).join(', which waits for ');
    const why = waits === undefined || waits === '' ? (unit.message ?? unit.reason) : `waits for ${waits}`;
    return `${name}: ${unit.kind} ${unit.namespace}/${unit.name} ${unit.outcome}${why === undefined ? '' : `: ${why}`}`;
  }));
}
