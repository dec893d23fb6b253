import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { writeBeside } from '../write.ts';
import type { Fetched } from './types.ts';

/** Charts that were fetched before, by the name under which they were asked for; bytes are stored and verified by digest. */
export interface ChartCache {
  get(key: string): Extract<Fetched, { ok: true }> | undefined;
  put(key: string, fetched: Extract<Fetched, { ok: true }>): void;
}

interface Reference {
  readonly sha256: string;
  readonly name: string;
  readonly version: string;
  readonly digest?: string;
}

/**
 * A cache in a folder, safe for several runs at once: a file is written beside its place and moved there. An entry whose
 * bytes do not match their digest counts as absent.
 */
export function openCache(folder: string): ChartCache {
  const reference = (key: string) => join(folder, 'refs', `${hash(Buffer.from(key))}.json`);
  return {
    get(key) {
      try {
        const found = JSON.parse(readFileSync(reference(key), 'utf8')) as Reference;
        if (!/^[0-9a-f]{64}$/.test(found.sha256)) return undefined;
        const data = readFileSync(join(folder, 'blobs', found.sha256));
        if (hash(data) !== found.sha256) return undefined;
        return { ok: true, source: { kind: 'archive', name: found.name, data }, version: found.version, ...(found.digest !== undefined && { digest: found.digest }) };
      } catch {
        return undefined;
      }
    },
    put(key, { source, version, digest }) {
      if (source.kind !== 'archive') return;
      const sha256 = hash(source.data);
      const entry: Reference = { sha256, name: source.name, version, ...(digest !== undefined && { digest }) };
      writeBeside(join(folder, 'blobs'), sha256, source.data);
      writeBeside(join(folder, 'refs'), `${hash(Buffer.from(key))}.json`, JSON.stringify(entry));
    },
  };
}

function hash(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}
