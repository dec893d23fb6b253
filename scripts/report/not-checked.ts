import type { Report } from '../model/report.ts';
import type { Of } from './sections.ts';

/** A line that begins with the name of a cluster, apart from it. */
export function ofCluster({ clusters }: Report, line: string): Of<string> {
  const cluster = clusters.find(({ name }) => name !== '' && line.startsWith(`${name}: `))?.name ?? '';
  return { value: cluster === '' ? line : line.slice(cluster.length + 2), cluster };
}

/** What was not checked; what several clusters have alike is one line, which names them all. */
export function notCheckedLines(report: Report): string[] {
  const shared = Map.groupBy(report.notChecked.map((line) => ofCluster(report, line)), ({ value }) => value);
  return [...shared].map(([value, all]) => [[...new Set(all.flatMap(({ cluster }) => (cluster === '' ? [] : [cluster])))].join(', '), value].filter((part) => part !== '').join(': '));
}
