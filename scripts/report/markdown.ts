import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { quote } from './quote.ts';

/** Bytes of UTF-8; servers cut or refuse longer comments (GitHub at 65,536 characters). */
const defaultLimit = 60_000;
/** Kept free in the limit for the frame of a section: its heading, its line of counts and its end. */
const frame = 200;

interface Section {
  readonly title: string;
  readonly open: boolean;
  readonly items: readonly string[];
}

/**
 * A comment or job summary: a table of clusters and collapsible lists, never longer than `limit` bytes of UTF-8. What does not
 * fit is counted, errors come first. Nothing that a repository wrote is read as Markdown, HTML, a mention or a reference.
 * `aside` are lines for below the summary, Markdown of our own.
 */
export function markdownReport(report: Report, limit: number = defaultLimit, aside: readonly string[] = []): string {
  const sections = [
    ...(['error', 'warn', 'info'] as const).map((level): Section => ({ title: level, open: level === 'error', items: lazily(report.findings.filter((finding) => finding.level === level), findingItem, limit) })),
    { title: 'not rendered', open: false, items: lazily(notRendered(report), (line) => `- ${quote(line)}`, limit) },
    { title: 'not checked', open: report.incomplete, items: lazily(report.notChecked, (line) => `- ${quote(line)}`, limit) },
  ].filter(({ items }) => items.length > 0);
  const head = [`### ${verdict(report)}`, '', summary(report), '', ...aside.flatMap((line) => [line, ''])].join('\n');
  let left = limit - bytes(head) - sections.length * frame;
  const counts = new Map<string, number>();
  for (const { cluster, level } of report.findings) counts.set(`${level} ${cluster}`, (counts.get(`${level} ${cluster}`) ?? 0) + 1);
  const rows = report.clusters.map((cluster) => {
    const of = (level: Finding['level']) => counts.get(`${level} ${cluster.name}`) ?? 0;
    const rendered = cluster.units.filter(({ outcome }) => outcome === 'rendered').length;
    return `| ${quote(cluster.name)} | ${quote(cluster.kubernetesVersion)} | ${rendered} of ${cluster.units.length} | ${cluster.manifests} | ${of('error')} | ${of('warn')} | ${of('info')} |`;
  });
  const table = fit(rows, Math.min(left, limit / 4) - frame);
  const out = [head];
  if (rows.length > 0) {
    out.push('| cluster | Kubernetes | rendered | manifests | error | warn | info |', '|---|---|---|---|---|---|---|', ...table, '');
    if (table.length < rows.length) out.push(`${rows.length - table.length} of ${rows.length} clusters are cut.`, '');
    left -= frame + bytes(table.join('\n'));
  }
  for (const { title, open, items } of sections) {
    const shown = fit(items, left);
    left -= bytes(shown.join('\n'));
    out.push(`<details${open ? ' open' : ''}><summary>${items.length} ${title}</summary>`, '', ...shown);
    if (shown.length < items.length) out.push(...(shown.length > 0 ? [''] : []), `${items.length - shown.length} of ${items.length} are cut; the log has them.`);
    out.push('', '</details>', '');
  }
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

function findingItem({ rule, message, help, place, object, pointer, cluster }: Finding): string {
  const at = place === undefined ? '' : `${quote(`${place.file}:${place.line}:${place.column}`)} `;
  const named = object === undefined ? [] : [`${object.kind} ${object.namespace === '' ? '' : `${object.namespace}/`}${object.name}${pointer === undefined || pointer === '' ? '' : ` ${pointer}`}`];
  const more = [...named, ...(cluster === undefined ? [] : [`(${cluster})`])].join(' ');
  return [`- ${at}**${quote(rule)}**<br>${quote(message)}`, ...(more === '' ? [] : [quote(more)]), ...(help === undefined ? [] : [quote(help)])].join('<br>');
}

function notRendered({ clusters }: Report): string[] {
  return clusters.flatMap(({ name, units }) => units.filter(({ outcome }) => outcome !== 'rendered').map((unit) => {
    const waits = unit.blockedBy?.map(({ kind, namespace, name: id }) => `${kind} ${namespace}/${id}`).join(', which waits for ');
    const why = waits === undefined || waits === '' ? (unit.message ?? unit.reason) : `waits for ${waits}`;
    return `${name}: ${unit.kind} ${unit.namespace}/${unit.name} ${unit.outcome}${why === undefined ? '' : `: ${why}`}`;
  }));
}

/** Writes no more items than can fit: the shortest is far longer than ten bytes, the rest is only counted. */
function lazily<T>(values: readonly T[], write: (value: T) => string, limit: number): string[] {
  return values.map((value, at) => (at < limit / 10 ? write(value) : ''));
}

function fit(items: readonly string[], room: number): string[] {
  let left = room;
  const end = items.findIndex((item) => (left -= bytes(item) + 1) < 0);
  return items.slice(0, end < 0 ? items.length : end);
}

function bytes(text: string): number {
  return Buffer.byteLength(text);
}
