import { posix } from 'node:path';
import type { ChartFile } from '../types.ts';
import { unzip } from './gzip.ts';
import { readTar, type TarResult } from './tar.ts';

/** What one chart may unpack to, as in Helm (pkg/chart/loader/archive). */
export const maxChartBytes = 100 * 1024 * 1024;
/** What a chart and the archives within it may unpack to together: a bound of ours, since Helm counts each alone. */
export const maxTotalBytes = 256 * 1024 * 1024;

/** Counts down over nested archives. */
export interface Budget {
  remaining: number;
}

export type FilesResult = { readonly ok: true; readonly files: ChartFile[] } | { readonly ok: false; readonly error: string };

/**
 * The files of a packed chart (gzip over tar), their names without the leading directory. Names that leave the chart
 * are refused with Helm's words; links are empty files, never followed.
 */
export function readArchive(data: Uint8Array, budget: Budget): FilesResult {
  const entries = unpack(data, budget);
  if (!entries.ok) return entries;

  const files: ChartFile[] = [];
  let size = 0;
  for (const entry of entries.entries) {
    const name = nameInChart(entry.name);
    if (!name.ok) return name;
    size += entry.data.length;
    // a link that tells a size seems cut short to Helm
    if (size >= maxChartBytes || entry.claimed !== undefined) return tooLarge();
    files.push({ name: name.name, data: withoutBom(entry.data) });
  }
  return files.length > 0 ? { ok: true, files } : { ok: false, error: 'no files in chart archive' };
}

/** The entries of a gzipped tar as they are named there; no more is unpacked than the budget has left. */
export function unpack(data: Uint8Array, budget: Budget): TarResult {
  try {
    // headers and padding come on top of the content: at most a kilobyte a file
    const unzipped = unzip(data, Math.min(maxChartBytes + 64 * 1024 * 1024, budget.remaining + 1024 * 1024));
    if (!unzipped.ok) return unzipped;
    budget.remaining -= unzipped.data.length;
    return budget.remaining < 0 ? tooLarge() : readTar(unzipped.data, unzipped.after);
  } catch (error) {
    if (error instanceof RangeError || (error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return tooLarge();
    throw error;
  }
}

function tooLarge(): { readonly ok: false; readonly error: string } {
  return { ok: false, error: `decompressed chart is larger than the maximum size ${maxChartBytes}` };
}

function nameInChart(full: string): { ok: true; name: string } | { ok: false; error: string } {
  // archives made on Windows may hold backslashes
  const delimiter = full.includes('\\') ? '\\' : '/';
  const parts = full.split(delimiter);
  const inside = parts.slice(1).join('/');
  if (inside.startsWith('/')) return { ok: false, error: 'chart illegally contains absolute paths' };
  const name = posix.normalize(inside).replace(/(.)\/$/, '$1');
  if (name === '.') return { ok: false, error: `chart illegally contains content outside the base directory: ${JSON.stringify(full)}` };
  if (name.startsWith('..')) return { ok: false, error: 'chart illegally references parent directory' };
  if (/^[a-zA-Z]:\//.test(name)) return { ok: false, error: 'chart contains illegally named files' };
  if (parts[0] === 'Chart.yaml') return { ok: false, error: 'chart yaml not in base directory' };
  return { ok: true, name };
}

export function withoutBom(data: Uint8Array): Uint8Array {
  return data[0] === 0xef && data[1] === 0xbb && data[2] === 0xbf ? data.subarray(3) : data;
}

/** What Helm says of a file that is no archive, or undefined for one that looks like gzip. */
export function notAnArchive(name: string, data: Uint8Array): string | undefined {
  if (data[0] === 0x1f && data[1] === 0x8b && data[2] === 0x08) return undefined;
  if (/\.ya?ml$/.test(name)) return `file '${name}' seems to be a YAML file, but expected a gzipped archive`;
  return `file '${name}' does not appear to be a gzipped archive; got '${contentType(data)}'`;
}

/** The part of Go's http.DetectContentType that files handed over as a chart run into. */
function contentType(data: Uint8Array): string {
  // Helm hands over all of a buffer, whatever was read into it
  const head = Buffer.alloc(512);
  head.set(data.subarray(0, 512));
  const text = head.toString('latin1');
  if (text.startsWith('PK\x03\x04')) return 'application/zip';
  if (text.startsWith('%PDF-')) return 'application/pdf';
  if (/^[\t\n\f\r ]*<\?xml/.test(text)) return 'text/xml; charset=utf-8';
  if (/^[\t\n\f\r ]*<(?:(?:!DOCTYPE HTML|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p)[ >]|!--)/i.test(text)) return 'text/html; charset=utf-8';
  if (text.startsWith('\xef\xbb\xbf')) return 'text/plain; charset=utf-8';
  return head.some((byte) => byte <= 8 || byte === 11 || (byte >= 14 && byte <= 26) || (byte >= 28 && byte <= 31)) ? 'application/octet-stream' : 'text/plain; charset=utf-8';
}
