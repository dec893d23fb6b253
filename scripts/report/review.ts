import type { Diff } from '../model/diff.ts';
import type { Report } from '../model/report.ts';
import { changeCounts, changeSections, commitLine } from './diff/markdown.ts';
import { levelCounts, reportSections, whatRan } from './markdown.ts';
import { quote } from './quote.ts';
import { bytes, fit, frame, writeSections } from './sections.ts';

/**
 * What a reviewer reads, in the order in which it matters: what the change does to each cluster, what of it will not go well, what is newly wrong, what is
 * deleted and restarted, in which versions; the rest is folded away. `findings` of the report are those to tell; those about the change are the diff's.
 * Never longer than `limit` bytes, what does not fit is counted. `aside` are lines for below the heading, and `run`
 * says what was run, all of it Markdown of our own.
 */
export function reviewMarkdown(report: Report, diff: Diff, limit: number, aside: readonly string[], run: readonly string[]): string {
  const { found: [errors, warnings, infos], notRendered, notChecked } = reportSections(report, limit);
  const { found: [refused, risky, noted], removed, restarts, images, charts, units, withheld, objects, labels, fluxObjects } = changeSections(diff, limit);
  const sections = [refused, errors, risky, warnings, removed, restarts, images, charts, units, withheld, noted, infos, objects, labels, fluxObjects, notRendered, notChecked];
  const by = commitLine(diff);
  const head = [`### ${heading(report, diff)}`, ...aside, [...(by === undefined ? [] : [by]), ...run, whatRan(report)].join(', ')].join('\n\n');
  const rows = rowsOf(report, diff);
  const shown = fit(rows, limit / 4);
  const table = rows.length === 0 ? '' : `\n\n${['| cluster | removed | changed | moved | added | the same | restart | error | warn | info | rendered |', '|---|---|---|---|---|---|---|---|---|---|---|', ...shown].join('\n')}${shown.length < rows.length ? `\n\n${rows.length - shown.length} of ${rows.length} clusters are cut.` : ''}`;
  const top = `${head}${table}\n\n`;
  return `${`${top}${writeSections(sections, limit - bytes(top) - frame)}`.trimEnd()}\n`;
}

function heading(report: Report, { clusters, findings }: Diff): string {
  const restarting = clusters.reduce((sum, { restarts }) => sum + restarts.length, 0);
  const changes = [...changeCounts(clusters), ...(restarting > 0 ? [`${restarting} restarting`] : [])].join(', ') || 'no object changes';
  if (report.incomplete) return `Validation could not do its work; ${changes}`;
  return `Review: ${levelCounts([...report.findings, ...findings]).join(', ') || 'no new findings'}; ${changes}`;
}

function rowsOf(report: Report, { clusters, findings }: Diff): string[] {
  const told = [...report.findings, ...findings];
  const names = new Set([...report.clusters, ...clusters].map(({ name }) => name));
  return [...names].map((name) => {
    const change = clusters.find((cluster) => cluster.name === name);
    const { units = [] } = report.clusters.find((cluster) => cluster.name === name) ?? {};
    const of = (level: string) => told.filter((finding) => finding.cluster === name && finding.level === level).length;
    const counts = change === undefined ? Array.from({ length: 6 }, () => '') : [change.counts.removed, change.counts.changed, change.counts.moved, change.counts.added, change.counts.same, change.restarts.length];
    return `| ${[`${quote(name)}${change === undefined || change.in === 'both' ? '' : ` (only in ${change.in})`}`, ...counts, of('error'), of('warn'), of('info'), `${units.filter(({ outcome }) => outcome === 'rendered').length} of ${units.length}`].join(' | ')} |`;
  });
}
