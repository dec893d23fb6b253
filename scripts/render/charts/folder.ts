import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readMetadata } from '../../helm/chart/index.ts';
import type { ChartSource } from '../../helm/types.ts';
import type { Fetched } from './types.ts';
import { pickVersion } from './versions.ts';

interface Found {
  readonly version: string;
  readonly source: () => ChartSource;
}

/**
 * Charts that lie in folders given by hand (`--charts-dir`): packages `name-version.tgz` and unpacked charts, one level deep.
 * Undefined where none of them fits.
 */
export function openFolders(folders: readonly string[]): (name: string, wanted: string) => Extract<Fetched, { ok: true }> | undefined {
  let charts: Map<string, Found[]> | undefined;
  return (name, wanted) => {
    charts ??= scan(folders);
    const found = charts.get(name) ?? [];
    const version = pickVersion(found.map((chart) => chart.version), wanted.replace(/^v(?=\d)/, '')) ?? pickVersion(found.map((chart) => chart.version), wanted);
    const chart = found.find((candidate) => candidate.version === version);
    return chart === undefined || version === undefined ? undefined : { ok: true, source: chart.source(), version };
  };
}

function scan(folders: readonly string[]): Map<string, Found[]> {
  const charts = new Map<string, Found[]>();
  const add = (name: string, found: Found) => charts.set(name, [...(charts.get(name) ?? []), found]);
  for (const folder of folders) {
    for (const entry of existsSync(folder) ? readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1)) : []) {
      const path = join(folder, entry.name);
      const packaged = /^(.+?)-(v?\d+\.\d+\.\d+.*)\.tgz$/.exec(entry.name);
      if (entry.isFile() && packaged !== null) {
        add(packaged[1] as string, { version: packaged[2] as string, source: () => ({ kind: 'archive', name: entry.name, data: readFileSync(path) }) });
      } else if (entry.isDirectory() && existsSync(join(path, 'Chart.yaml'))) {
        // Of hundreds of charts few are asked for: the others are not read whole.
        const read = readMetadata(readFileSync(join(path, 'Chart.yaml'), 'utf8'), 'Chart.yaml');
        if (read.ok) add(read.metadata.name, { version: read.metadata.version, source: () => ({ kind: 'path', path }) });
      }
    }
  }
  return charts;
}
