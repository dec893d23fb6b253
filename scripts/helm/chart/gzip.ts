/** What a gzip stream holds, and what Go's reader says to who reads on behind it (undefined: that it ends there). */
export type Unzipped = { readonly ok: true; readonly data: Buffer; readonly after: string | undefined } | { readonly ok: false; readonly error: string };

const zlib = () => process.getBuiltinModule('node:zlib');

/**
 * Unpacks as Go's compress/gzip does for one who reads block by block: members follow each other, and what is wrong behind the
 * last whole one (a checksum, rubbish, a missing end) is only met by who reads so far. Throws what zlib throws where more than
 * `maxBytes` come out.
 */
export function unzip(packed: Uint8Array, maxBytes: number): Unzipped {
  const parts: Buffer[] = [];
  let size = 0;
  let at = 0;
  const done = (after?: string): Unzipped => ({ ok: true, data: parts.length === 1 ? (parts[0] as Buffer) : Buffer.concat(parts), after });
  while (at < packed.length || at === 0) {
    const header = headerLength(packed, at);
    if (typeof header === 'string') return at === 0 ? { ok: false, error: header } : done(header);
    at += header;
    const member = inflate(packed.subarray(at), maxBytes - size);
    if (!member.ok) return { ok: false, error: member.error };
    parts.push(member.data);
    size += member.data.length;
    if (!member.isWhole) return done('unexpected EOF');
    at += member.taken + 8;
    if (at > packed.length) return done('unexpected EOF');
    const trailer = Buffer.from(packed.buffer, packed.byteOffset + at - 8, 8);
    if (trailer.readUInt32LE(4) !== member.data.length % 2 ** 32 || trailer.readUInt32LE(0) !== zlib().crc32(member.data)) return done('gzip: invalid checksum');
  }
  return done();
}

function inflate(packed: Uint8Array, maxOutputLength: number): { readonly ok: true; readonly data: Buffer; readonly taken: number; readonly isWhole: boolean } | { readonly ok: false; readonly error: string } {
  const { inflateRawSync, constants } = zlib();
  const read = (finishFlush: number) => {
    // `info` gives the engine as well, which knows how far it read
    const { buffer, engine } = inflateRawSync(packed, { maxOutputLength, finishFlush, info: true } as object) as unknown as { buffer: Buffer; engine: { bytesWritten: number } };
    return { data: buffer, taken: engine.bytesWritten };
  };
  try {
    return { ok: true, ...read(constants.Z_FINISH), isWhole: true };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'Z_DATA_ERROR') return { ok: false, error: 'flate: corrupt input' };
    if ((error as NodeJS.ErrnoException).code !== 'Z_BUF_ERROR') throw error;
    return { ok: true, ...read(constants.Z_SYNC_FLUSH), isWhole: false };
  }
}

/** The length of a member's header (RFC 1952), or what is wrong with it. */
function headerLength(packed: Uint8Array, from: number): number | string {
  const left = packed.length - from;
  if (left === 0) return 'EOF';
  if (left < 10) return 'unexpected EOF';
  if (packed[from] !== 0x1f || packed[from + 1] !== 0x8b || packed[from + 2] !== 8) return 'gzip: invalid header';
  const flags = packed[from + 3] ?? 0;
  let at = from + 10;
  if (flags & 4) at += 2 + (packed[at] ?? 0) + 256 * (packed[at + 1] ?? 0);
  for (const text of [8, 16]) {
    if ((flags & text) === 0) continue;
    const end = packed.indexOf(0, at);
    if (end < 0) return 'unexpected EOF';
    if (end - at >= 512) return 'gzip: invalid header';
    at = end + 1;
  }
  if (flags & 2) {
    const sum = (packed[at] ?? 0) + 256 * (packed[at + 1] ?? 0);
    if (at + 2 <= packed.length && sum !== (zlib().crc32(packed.subarray(from, at)) & 0xffff)) return 'gzip: invalid header';
    at += 2;
  }
  return at > packed.length ? 'unexpected EOF' : at - from;
}
