import { gunzipSync, inflateRawSync } from 'node:zlib';

/** One file out of a .tar.gz whose digest is known; undefined where it holds none of that name. */
export function fileInTarGz(archive: Uint8Array, name: string): Uint8Array | undefined {
  const tar = gunzipSync(archive, { maxOutputLength: 1 << 29 });
  const field = (at: number, length: number) => tar.toString('latin1', at, at + length).replace(/\0.*$/s, '').trim();
  for (let at = 0; at + 512 <= tar.length;) {
    const size = Number.parseInt(field(at + 124, 12) || '0', 8);
    const prefix = field(at + 345, 155);
    const path = `${prefix === '' ? '' : `${prefix}/`}${field(at, 100)}`;
    if (path === name) return tar.subarray(at + 512, at + 512 + size);
    at += 512 + Math.ceil(size / 512) * 512;
  }
  return undefined;
}

/** One file out of a .zip (APPNOTE 4.4, without ZIP64), found through the central directory. */
export function fileInZip(archive: Uint8Array, name: string): Uint8Array | undefined {
  const zip = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const end = zip.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0) return undefined;
  let at = zip.readUInt32LE(end + 16);
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const nameLength = zip.readUInt16LE(at + 28);
    if (zip.toString('utf8', at + 46, at + 46 + nameLength) === name) {
      const local = zip.readUInt32LE(at + 42);
      const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
      const data = zip.subarray(start, start + zip.readUInt32LE(at + 20));
      return zip.readUInt16LE(at + 10) === 0 ? data : inflateRawSync(data, { maxOutputLength: 1 << 29 });
    }
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return undefined;
}
