/** One entry of a tar stream that holds content; links and devices hold none. */
export interface TarEntry {
  readonly name: string;
  readonly data: Uint8Array;
  /** A link or a device. */
  readonly special?: true;
  /** The size that the header tells, where a link or a device tells one though no content follows. */
  readonly claimed?: number;
}

export type TarResult = { readonly ok: true; readonly entries: TarEntry[] } | { readonly ok: false; readonly error: string };

const blockSize = 512;
const maxEntries = 100_000;
/** What one header of names may hold (Go's maxSpecialFileSize). */
const maxSpecialBytes = 1 << 20;

/**
 * Reads a tar stream as Go's archive/tar does: V7, ustar, star, the GNU extensions for long names, and pax headers.
 * Directories are left out. Sparse files, which no packer of charts writes, are refused. `after`: what there is to say to
 * who reads behind the end of `tar`.
 */
export function readTar(tar: Buffer, after?: string): TarResult {
  const entries: TarEntry[] = [];
  const wrong: TarResult = { ok: false, error: 'archive/tar: invalid tar header' };
  const cut: TarResult = { ok: false, error: after ?? 'unexpected EOF' };
  let at = 0;
  let longName = '';
  let pax: ReadonlyMap<string, string> = new Map();
  for (;;) {
    if (at >= tar.length) return after === undefined ? { ok: true, entries } : cut;
    if (at + blockSize > tar.length) return cut;
    const block = tar.subarray(at, at + blockSize);
    at += blockSize;
    if (isZero(block)) {
      if (at >= tar.length) return after === undefined ? { ok: true, entries } : cut;
      if (at + blockSize > tar.length) return cut;
      return isZero(tar.subarray(at, at + blockSize)) ? { ok: true, entries } : wrong;
    }
    const header = headerOf(block);
    if (header === undefined) return wrong;
    const { type } = header;
    const isMeta = type === 'x' || type === 'g' || type === 'L' || type === 'K';
    const name = isMeta ? '' : longName || pax.get('path') || header.name;
    const size = isMeta ? header.size : Number(pax.get('size') || header.size);
    const isDirectory = type === '5' || (type === '\0' && name.endsWith('/'));
    const isSpecial = '12346'.includes(type);
    const follows = isDirectory || isSpecial ? 0 : size;
    if (follows < 0 || type === 'S' || (!isMeta && [...pax.keys()].some((key) => key.startsWith('GNU.sparse.')))) return wrong;
    if (at + follows > tar.length) return cut;
    const data = tar.subarray(at, at + follows);
    at += Math.ceil(follows / blockSize) * blockSize;

    if (isMeta && size > maxSpecialBytes) return { ok: false, error: 'archive/tar: header field too long' };
    if (type === 'L') longName = textOf(data);
    else if (type === 'x' || type === 'g') {
      const records = paxRecords(data);
      if (records === undefined) return wrong;
      // a global header is an entry of its own: what was said before it is for nobody
      if (type === 'g') longName = '';
      pax = type === 'g' ? new Map() : records;
    } else if (type !== 'K') {
      if (!isPax(pax)) return wrong;
      longName = '';
      pax = new Map();
      if (isDirectory || (header.mode - header.mode % 0o10000) === 0o040000) continue;
      if (entries.length === maxEntries) return { ok: false, error: `the archive holds more than ${maxEntries} files` };
      entries.push({ name, data, ...(isSpecial && { special: true, ...(size > 0 && { claimed: size }) }) });
    }
  }
}

const isZero = (block: Uint8Array): boolean => block.every((byte) => byte === 0);

interface Header {
  readonly name: string;
  readonly type: string;
  readonly size: number;
  readonly mode: number;
}

/** Undefined where the block is no header. Fields that charts have no use for must be numbers, too. */
function headerOf(block: Buffer): Header | undefined {
  const magic = block.toString('latin1', 257, 263);
  const isUstar = magic === 'ustar\0';
  const isGnu = magic === 'ustar ' && block.toString('latin1', 263, 265) === ' \0';
  const isStar = isUstar && block.toString('latin1', 508, 512) === 'tar\0';
  const [size, mode, ...others] = [[124, 12], [100, 8], [108, 8], [116, 8], [136, 12], ...(isUstar || isGnu ? [[329, 8], [337, 8]] : []), ...(isStar ? [[476, 12], [488, 12]] : [])].map(([start = 0, length = 0]) => numberAt(block, start, length));
  if (!checksumHolds(block) || size === undefined || mode === undefined || others.includes(undefined)) return undefined;
  let prefix = isUstar ? textOf(block.subarray(345, isStar ? 476 : 500)) : '';
  // some writers of the GNU form used its times for a prefix
  if (isGnu && [345, 357].some((start) => block[start] !== 0 && numberAt(block, start, 12) === undefined)) {
    const text = textOf(block.subarray(345, 500));
    if (!/[^\0-\x7f]/.test(text)) prefix = text;
  }
  const name = textOf(block.subarray(0, 100));
  return { name: prefix === '' ? name : `${prefix}/${name}`, type: String.fromCharCode(block[156] ?? 0), size, mode };
}

/** The sum of the bytes, also as some old writers made it: of signed ones. */
function checksumHolds(block: Buffer): boolean {
  let unsigned = 0;
  let signed = 0;
  block.forEach((byte, index) => {
    const value = index >= 148 && index < 156 ? 0x20 : byte;
    unsigned += value;
    signed += value > 127 ? value - 256 : value;
  });
  const told = octalAt(block, 148, 8);
  return told === unsigned || told === signed;
}

/** Octal text, or base 256 where the first bit is set; undefined for what is no number of 64 bits. */
function numberAt(block: Buffer, start: number, length: number): number | undefined {
  const first = block[start] ?? 0;
  if ((first & 0x80) === 0) return octalAt(block, start, length);
  const isNegative = (first & 0x40) !== 0;
  let value = 0n;
  for (let i = start; i < start + length; i++) value = value * 256n + BigInt(((block[i] ?? 0) ^ (isNegative ? 0xff : 0)) & (i === start ? 0x7f : 0xff));
  return value >= 2n ** 63n ? undefined : Number(isNegative ? -1n - value : value);
}

function octalAt(block: Buffer, start: number, length: number): number | undefined {
  const text = block.toString('latin1', start, start + length).replace(/^[ \0]+|[ \0]+$/g, '').replace(/\0.*$/s, '');
  return text === '' ? 0 : /^[0-7]+$/.test(text) ? Number.parseInt(text, 8) : undefined;
}

function textOf(data: Buffer): string {
  const end = data.indexOf(0);
  return data.toString('utf8', 0, end === -1 ? data.length : end);
}

/** `LENGTH KEY=VALUE` lines; undefined where they are none. */
function paxRecords(data: Buffer): ReadonlyMap<string, string> | undefined {
  const records = new Map<string, string>();
  for (let at = 0; at < data.length;) {
    const space = data.indexOf(0x20, at);
    const digits = data.toString('latin1', at, Math.max(space, at));
    const length = /^[+-]?\d{1,15}$/.test(digits) ? Number(digits) : 0;
    if (length < 5 || length <= digits.length + 1 || at + length > data.length || data[at + length - 1] !== 0x0a) return undefined;
    const [key = '', ...value] = data.toString('utf8', space + 1, at + length - 1).split('=');
    const text = value.join('=');
    if (key === '' || value.length === 0 || (['path', 'linkpath', 'uname', 'gname'].includes(key) ? text : key).includes('\0')) return undefined;
    records.set(key, text);
    at += length;
  }
  return records;
}

/** Whether what the records say of the next entry can be read; an empty value says nothing. */
function isPax(records: ReadonlyMap<string, string>): boolean {
  const fits = (keys: readonly string[], form: RegExp): boolean => keys.every((key) => form.test(records.get(key) || '0'));
  return fits(['uid', 'gid', 'size'], /^[+-]?\d{1,18}$/) && fits(['atime', 'mtime', 'ctime'], /^[+-]?\d{1,18}(?:\.\d*)?$/);
}
