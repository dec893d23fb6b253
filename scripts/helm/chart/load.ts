import { existsSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Chart, ChartFile, ChartSource, LoadResult } from '../types.ts';
import type { Problem } from '../../model/problem.ts';
import { maxTotalBytes, notAnArchive, readArchive, type FilesResult } from './archive.ts';
import { assemble, textOf } from './assemble.ts';
import { readDirectory } from './directory.ts';
import { unsupported } from './metadata.ts';

/** Charts by location and the names and sizes of their files, for one run; two releases of a chart share one object and all that is compiled from it. */
export type ChartCache = Map<string, readonly { readonly files: readonly ChartFile[]; readonly chart: Chart }[]>;

/**
 * Loads a chart from a directory, an archive (`.tgz`) or files in memory. Nothing outside of it is read, nothing of it
 * is run. Errors keep Helm's words; the place is given where the chart lies in the repository.
 */
export function loadChart(source: ChartSource, cache?: ChartCache): LoadResult {
  const read = filesOf(source);
  if (!read.ok) return { ok: false, problem: read.missing === true ? { code: 'helm/chart-missing', message: read.error } : failed(source, read.error) };
  const location = source.kind === 'archive' ? '' : (source.location ?? '');
  // the bytes are compared, not hashed: nearly always there is nothing to compare with
  const key = [location, ...read.files.map(({ name, data }) => `${name} ${data.length}`)].join('\0');
  const alike = cache?.get(key) ?? [];
  const known = alike.find(({ files }) => files.every(({ data }, i) => Buffer.compare(data, read.files[i]?.data ?? data) === 0));
  if (known !== undefined) return { ok: true, chart: known.chart };
  const chartYaml = read.files.find(({ name }) => name === 'Chart.yaml');
  if (chartYaml === undefined && !isDirectory(source)) return { ok: false, problem: failed(source, 'unable to detect chart version, no Chart.yaml found') };
  const error = chartYaml === undefined ? undefined : unsupported(textOf(chartYaml));
  if (error !== undefined) return { ok: false, problem: failed(source, error, 'Chart.yaml') };
  const assembled = assemble(read.files, { remaining: maxTotalBytes }, source.kind === 'archive' ? undefined : source.location);
  if (!assembled.ok) return { ok: false, problem: failed(source, assembled.error, assembled.file, assembled.line) };
  cache?.set(key, [...alike, { files: read.files, chart: assembled.chart }]);
  return { ok: true, chart: assembled.chart };
}

function filesOf(source: ChartSource): FilesResult & { missing?: boolean } {
  if (source.kind === 'files') return source.files.length > 0 ? { ok: true, files: [...source.files] } : { ok: false, error: 'no files in chart archive' };
  if (source.kind === 'archive') return archiveFiles(source.name, source.data);
  try {
    if (isDirectory(source)) {
      const file = join(resolve(source.path), 'Chart.yaml');
      return existsSync(file) ? readDirectory(source.path, source.within) : { ok: false, missing: true, error: `unable to detect chart at ${file}: open ${file}: no such file or directory` };
    }
    return archiveFiles(source.path, readFileSync(source.path));
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    return { ok: false, missing: true, error: code === 'ENOENT' ? `stat ${source.path}: no such file or directory` : `cannot read ${source.path}: ${code}` };
  }
}

const isDirectory = (source: ChartSource): boolean => source.kind === 'path' && statSync(source.path).isDirectory();

function archiveFiles(name: string, data: Uint8Array): FilesResult {
  const error = notAnArchive(name, data);
  if (error !== undefined) return { ok: false, error };
  const read = readArchive(data, { remaining: maxTotalBytes });
  if (read.ok) return read;
  return { ok: false, error: read.error === 'gzip: invalid header' ? `file '${name}' does not appear to be a valid chart file (details: ${read.error})` : `unable to load chart archive: ${read.error}` };
}

function failed(source: ChartSource, message: string, file?: string, line?: number): Problem {
  const location = source.kind === 'archive' ? undefined : source.location;
  return {
    code: 'helm/render-failed',
    message,
    ...(location === undefined || file === undefined ? {} : { place: { file: `${location}/${file}`, line: line ?? 1, column: 1 } }),
  };
}
