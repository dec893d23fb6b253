import { inflateRawSync } from 'node:zlib';

/** What a Go module's archive holds: path inside the module -> a function that unpacks the text. */
export type ModuleFiles = ReadonlyMap<string, () => string>;

const maxArchive = 512 * 1024 * 1024;

/**
 * Fetches one version of a Go module from the module proxy (`GOPROXY`, else the public one). Go itself is not needed.
 * Throws an Error whose message names module and version.
 */
export async function fetchModule(module: string, version: string, proxy: string): Promise<ModuleFiles> {
  const escaped = module.replace(/[A-Z]/g, (letter) => `!${letter.toLowerCase()}`);
  const response = await fetch(`${proxy}/${escaped}/@v/${version}.zip`).catch((error: unknown) => {
    throw new Error(`${module}@${version} could not be fetched: ${error instanceof Error ? error.message : String(error)}`);
  });
  if (!response.ok) throw new Error(`${module}@${version} could not be fetched: the module proxy answered ${response.status}`);
  const archive = Buffer.from(await response.arrayBuffer());
  if (archive.length > maxArchive) throw new Error(`${module}@${version} is larger than ${maxArchive} bytes`);
  const prefix = `${module}@${version}/`;
  return new Map([...entriesOf(archive)].map(([name, text]) => [name.startsWith(prefix) ? name.slice(prefix.length) : name, text]));
}

/** Reads a ZIP archive's central directory (APPNOTE 4.3.12); stored and deflated entries. */
function* entriesOf(archive: Buffer): Iterable<[string, () => string]> {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 0x05, 0x06]));
  if (end < 0) throw new Error('the archive has no central directory');
  let at = archive.readUInt32LE(end + 16);
  for (let left = archive.readUInt16LE(end + 10); at + 46 <= archive.length && archive.readUInt32LE(at) === 0x02014b50; left--) {
    const method = archive.readUInt16LE(at + 10);
    const size = archive.readUInt32LE(at + 20);
    const nameLength = archive.readUInt16LE(at + 28);
    const local = archive.readUInt32LE(at + 42);
    const name = archive.toString('utf8', at + 46, at + 46 + nameLength);
    at += 46 + nameLength + archive.readUInt16LE(at + 30) + archive.readUInt16LE(at + 32);
    yield [name, () => {
      const start = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28);
      const data = archive.subarray(start, start + size);
      return (method === 0 ? data : inflateRawSync(data)).toString('utf8');
    }];
    if (left <= 0 && at >= end) break;
  }
}
