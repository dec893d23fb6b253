import { findingKey } from '../lib/finding-key.ts';
import type { Finding } from '../model/finding.ts';

/** Findings that a reader mends at once. */
export interface Group {
  /** The first, which is shown in full. */
  readonly finding: Finding;
  /** The clusters in which just this is found. */
  readonly clusters: readonly string[];
  /** What the same rule found in other objects of the same chart; of what no chart renders, the same on the same line. */
  readonly others: readonly Finding[];
}

/** One group for what several clusters share, for what one rule finds in one chart, and for what it says of one line; in the order of the first of each. */
export function grouped(findings: readonly Finding[]): Group[] {
  const same = new Map<string, { finding: Finding; clusters: string[] }>();
  for (const finding of findings) {
    const { cluster, place, level } = finding;
    const { cluster: _, ...anywhere } = finding;
    const key = `${level} ${place?.file}:${place?.line}:${place?.column} ${findingKey(anywhere)}`;
    const known = same.get(key);
    if (known === undefined) same.set(key, { finding, clusters: cluster === undefined ? [] : [cluster] });
    else if (cluster !== undefined && !known.clusters.includes(cluster)) known.clusters.push(cluster);
  }
  const groups = new Map<string, { finding: Finding; clusters: string[]; others: Finding[] }>();
  let alone = 0;
  for (const { finding, clusters } of same.values()) {
    const { level, rule, message, chart, place, object } = finding;
    const what = chart !== undefined ? chart.name : place === undefined || object === undefined ? String(alone++) : JSON.stringify([message, place.file, place.line, place.column, clusters]);
    const key = `${level} ${rule} ${what}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { finding, clusters, others: [] });
    else known.others.push(finding);
  }
  return [...groups.values()];
}
