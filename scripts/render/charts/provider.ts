import type { ChartCache } from './cache.ts';
import type { Credentials } from './credentials.ts';
import { openFolders } from './folder.ts';
import { fetchArchive, fetchIndex, findInIndex, type Index } from './http.ts';
import type { Http } from './network.ts';
import { pullOci } from './oci.ts';
import type { ChartProvider, ChartRequest, Fetched } from './types.ts';
import { isExact } from './versions.ts';

export interface ProviderOptions {
  readonly folders: readonly string[];
  readonly cache: ChartCache;
  readonly http: Http;
  readonly credentials: Credentials;
  /** Prefixes of chart addresses and what stands for them: `oci://ghcr.io` to `oci+http://127.0.0.1:5000`. */
  readonly mirrors: readonly { readonly from: string; readonly to: string }[];
}

/** Gets each chart once per run: from a folder, else from the cache, else from its repository or the mirror of it. */
export function createProvider(options: ProviderOptions): ChartProvider {
  const inFolders = openFolders(options.folders);
  const running = new Map<string, Promise<Fetched>>();
  const indexes = new Map<string, Promise<Index>>();
  return {
    async exists(request) {
      const key = keyOf(request);
      const known = running.get(key);
      const found = known !== undefined ? await known : request.kind === 'http' ? await findIn(request) : await find(request, key, true);
      return found.ok || found.why === 'invalid' ? 'yes' : found.why === 'not-found' ? 'no' : 'unknown';
    },
    get(request) {
      const key = keyOf(request);
      let result = running.get(key);
      if (result === undefined) running.set(key, (result = find(request, key)));
      return result;
    },
  };

  /** Looks into the index, and downloads nothing. */
  async function findIn(request: ChartRequest): Promise<{ readonly ok: true } | Extract<Fetched, { ok: false }>> {
    const base = mirror(request.url);
    const read = await indexOf(base);
    if (!read.ok) return read;
    const found = request.name === '' ? { ok: true as const } : findInIndex(read.entries, base, request.name, request.version);
    return 'ok' in found ? found : { ok: true };
  }

  function indexOf(base: string): Promise<Index> {
    let index = indexes.get(base);
    if (index === undefined) indexes.set(base, (index = fetchIndex(base, options.http, options.credentials)));
    return index;
  }

  async function find(request: ChartRequest, key: string, onlyLook = false): Promise<Fetched> {
    const name = request.name === '' ? request.url.replace(/\/+$/, '').split('/').at(-1) ?? '' : request.name;
    const local = request.layer === undefined ? inFolders(name, request.version) : undefined;
    if (local !== undefined) return local;
    // Only what cannot change under its name is taken from the cache without asking.
    const fixed = request.digest !== undefined || isExact(request.version);
    const cached = options.cache.get(key);
    if (cached !== undefined && fixed) return cached;
    const fetched = request.kind === 'oci' ? await fromRegistry(request, name, onlyLook) : await fromRepository(request);
    if (fetched.ok) {
      if (!onlyLook) options.cache.put(key, fetched);
    } else if (cached !== undefined && fetched.why !== 'not-found' && fetched.why !== 'invalid') return cached;
    return fetched;
  }

  function fromRegistry(request: ChartRequest, name: string, onlyLook: boolean): Promise<Fetched> {
    const address = request.name === '' ? request.url.replace(/\/+$/, '') : `${request.url.replace(/\/+$/, '')}/${name}`;
    const mirrored = mirror(address);
    const [, scheme = '', host = '', repository = ''] = /^(oci(?:\+http)?):\/\/([^/]+)\/(.+)$/.exec(mirrored) ?? [];
    if (host === '') return Promise.resolve({ ok: false, why: 'not-found', message: `"${address}" is no address of a chart in a registry (oci://host/path)` });
    const base = `${scheme === 'oci+http' || request.insecure === true ? 'http' : 'https'}://${host === 'docker.io' ? 'registry-1.docker.io' : host}`;
    return pullOci({ onlyLook, base, repository, version: request.version, title: address, ...(request.digest !== undefined && { digest: request.digest }), ...(request.tagsAsVersions === true && { tagsAsVersions: true }), ...(request.filter !== undefined && { filter: request.filter }), ...(request.layer !== undefined && { layer: request.layer }) }, options.http, options.credentials);
  }

  async function fromRepository(request: ChartRequest): Promise<Fetched> {
    const base = mirror(request.url);
    const read = await indexOf(base);
    if (!read.ok) return read;
    const found = findInIndex(read.entries, base, request.name, request.version);
    return 'ok' in found ? found : fetchArchive({ ...found, url: mirror(found.url) }, request.name, options.http, options.credentials);
  }

  function mirror(address: string): string {
    const rule = options.mirrors.find(({ from }) => address === from || address.startsWith(from.endsWith('/') ? from : `${from}/`));
    return rule === undefined ? address : rule.to + address.slice(rule.from.length);
  }
}

function keyOf({ kind, url, name, version, digest = '', tagsAsVersions = false, filter = '', layer }: ChartRequest): string {
  return [kind, url, name, version, digest, tagsAsVersions ? 'tags' : '', filter, ...(layer === undefined ? [] : [`layer ${layer}`])].join('\n');
}
