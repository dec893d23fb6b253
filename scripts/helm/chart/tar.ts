/** One entry of a tar stream that holds content; links and devices hold none. */
export interface TarEntry {
  readonly name: string;
  readonly data: Uint8Array;
  /** A link or a device. */
  readonly special?: true;
}

const blockSize = 512;
const maxEntries = 100_000;

/**
 * Reads a tar stream: ustar, the GNU extensions for long names, and pax headers (path and size). Directories are left
 * out. Follows Go's archive/tar where the two could differ.
 */
export function readTar(tar: Buffer): { ok: true; entries: TarEntry[] } | { ok: false; error: string } {
  const entries: TarEntry[] = [];
  let at = 0;
  let longName: string | undefined;
  let pax = new Map<string, string>();
  while (at + blockSize <= tar.length) {
    const header = tar.subarray(at, at + blockSize);
    if (header.every((byte) => byte === 0)) break;
    if (!checksumHolds(header)) return { ok: false, error: 'archive/tar: invalid tar header' };
    const type = String.fromCharCode(header[156] ?? 0);
    let size = numberAt(header, 124, 12);
    const paxSize = pax.get('size');
    if (paxSize !== undefined && type !== 'x' && type !== 'g') size = /^\d+$/.test(paxSize) ? Number(paxSize) : -1;
    if (isLink(type)) size = 0;
    if (!Number.isSafeInteger(size) || size < 0) return { ok: false, error: 'archive/tar: invalid tar header' };
    const start = at + blockSize;
    if (start + size > tar.length) return { ok: false, error: 'unexpected EOF' };
    const data = tar.subarray(start, start + size);
    at = start + Math.ceil(size / blockSize) * blockSize;

    if (type === 'L') longName = textOf(data);
    else if (type === 'x') pax = paxRecords(data);
    else if (type !== 'K' && type !== 'g') {
      const name = pax.get('path') ?? longName ?? nameOf(header);
      longName = undefined;
      pax = new Map();
      const isDirectory = type === '5' || ((type === '0' || type === '\0') && name.endsWith('/')) || (numberAt(header, 100, 8) & 0o170000) === 0o040000;
      if (isDirectory) continue;
      if (entries.length === maxEntries) return { ok: false, error: `the archive holds more than ${maxEntries} files` };
      entries.push({ name, data, ...(isLink(type) && { special: true }) });
    }
  }
  return { ok: true, entries };
}

const isLink = (type: string): boolean => type >= '1' && type <= '6' && type !== '5';

function checksumHolds(header: Buffer): boolean {
  let unsigned = 0;
  for (let i = 0; i < blockSize; i++) unsigned += i >= 148 && i < 156 ? 0x20 : (header[i] ?? 0);
  return unsigned === numberAt(header, 148, 8);
}

/** Octal text, or base 256 where the first bit is set. */
function numberAt(header: Buffer, start: number, length: number): number {
  const first = header[start] ?? 0;
  if (first & 0x80) {
    let value = first & 0x7f;
    for (let i = start + 1; i < start + length; i++) value = value * 256 + (header[i] ?? 0);
    return value;
  }
  const text = header.toString('latin1', start, start + length).replace(/^[ \0]+|[ \0].*$/gs, '');
  return text === '' ? 0 : /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : -1;
}

function nameOf(header: Buffer): string {
  const name = textOf(header.subarray(0, 100));
  const isUstar = header.toString('latin1', 257, 263) === 'ustar\0';
  const prefix = isUstar ? textOf(header.subarray(345, 500)) : '';
  return prefix === '' ? name : `${prefix}/${name}`;
}

function textOf(data: Buffer): string {
  const end = data.indexOf(0);
  return data.toString('utf8', 0, end === -1 ? data.length : end);
}

function paxRecords(data: Buffer): Map<string, string> {
  const records = new Map<string, string>();
  let at = 0;
  while (at < data.length) {
    const space = data.indexOf(0x20, at);
    const length = space === -1 ? NaN : Number(data.toString('latin1', at, space));
    if (!Number.isInteger(length) || length <= space - at + 1 || at + length > data.length) break;
    const record = data.toString('utf8', space + 1, at + length - 1);
    const equals = record.indexOf('=');
    if (equals > 0) records.set(record.slice(0, equals), record.slice(equals + 1));
    at += length;
  }
  return records;
}
