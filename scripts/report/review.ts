import type { Diff } from '../model/diff.ts';
import type { Finding } from '../model/finding.ts';
import type { Report } from '../model/report.ts';
import { changeCounts, changeSections, clusterName, commitLine } from './diff/markdown.ts';
import type { LineLink } from './link.ts';
import { byCluster, levelCounts, renderedUnits, reportSections, whatRan } from './markdown.ts';
import { bytes, fit, frame, writeSections } from './sections.ts';

export interface ReviewTexts {
  /** Bytes of UTF-8. */
  readonly limit: number;
  /** The run fails: by what is new, or by what base has as well. */
  readonly fails: boolean;
  readonly failing: readonly Finding['level'][];
  /** Lines for below the heading, and what was run, Markdown of our own. */
  readonly aside: readonly string[];
  readonly run: readonly string[];
  readonly link?: LineLink;
}

/**
 * What a reviewer reads, in the order in which it matters: the verdict, what the change does to each cluster, what of it will not go well, what is newly wrong,
 * what is deleted and restarted, in which versions; the rest is folded away. `findings` of the report are those to tell; those about the change are the diff's.
 * Never longer than `limit` bytes, what does not fit is counted.
 */
export function reviewMarkdown(report: Report, diff: Diff, texts: ReviewTexts): string {
  const { limit, aside, run, link, failing } = texts;
  const { found: [errors, warnings, infos], notRendered, notChecked } = reportSections(report, limit, link, failing);
  const { found: [refused, risky, noted], removed, restarts, images, charts, units, withheld, objects, labels, fluxObjects } = changeSections(diff, limit, link);
  const sections = [refused, errors, risky, warnings, removed, restarts, images, charts, units, withheld, noted, infos, objects, labels, fluxObjects, notRendered, notChecked];
  const told = [...report.findings, ...diff.findings];
  const author = commitLine(diff);
  const head = [`### ${verdict(report, told, texts)}`, ...aside, [...(author === undefined ? [] : [author]), ...run, whatRan(report)].join(', ')].join('\n\n');
  const rows = rowsOf(report, diff, told);
  const shown = fit(rows, limit / 4);
  const table = rows.length === 0 ? '' : `\n\n${['| cluster | new findings | change |', '|---|---|---|', ...shown].join('\n')}${shown.length < rows.length ? `\n\n${rows.length - shown.length} of ${rows.length} clusters are cut.` : ''}`;
  const top = `${head}${table}\n\n`;
  return `${`${top}${writeSections(sections, limit - bytes(top) - frame)}`.trimEnd()}\n`;
}

function verdict({ incomplete }: Report, told: readonly Finding[], { fails, failing }: ReviewTexts): string {
  if (incomplete) return 'Review: validation could not do its work';
  const ends = !fails ? 'passes' : told.some(({ level }) => failing.includes(level)) ? 'fails' : 'fails as base does';
  return `Review ${ends}: ${told.length === 0 ? 'nothing new was found' : `${levelCounts(told).join(', ')} ${told.length === 1 ? 'is' : 'are'} new`}`;
}

function rowsOf(report: Report, { clusters }: Diff, told: readonly Finding[]): string[] {
  const found = byCluster(told);
  const changes = new Map(clusters.map((cluster) => [cluster.name, cluster]));
  const reports = new Map(report.clusters.map((cluster) => [cluster.name, cluster]));
  return [...new Set([...reports.keys(), ...changes.keys()])].map((name) => {
    const [change, own] = [changes.get(name), reports.get(name)];
    const cells = [`${clusterName(change ?? { name, in: 'both' })}${own === undefined ? '' : `<br>${renderedUnits(own)} rendered`}`, levelCounts(found.get(name) ?? []).join(', ') || 'none', change === undefined ? 'not compared' : changeCounts([change]).join(', ') || 'nothing'];
    return `| ${cells.join(' | ')} |`;
  });
}
