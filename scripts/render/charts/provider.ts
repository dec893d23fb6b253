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
    get(request) {
      const key = [request.kind, request.url, request.name, request.version, request.digest ?? '', request.tagsAsVersions === true ? 'tags' : '', request.filter ?? ''].join('\n');
      let result = running.get(key);
      if (result === undefined) running.set(key, (result = find(request, key)));
      return result;
    },
  };

  async function find(request: ChartRequest, key: string): Promise<Fetched> {
    const name = request.name === '' ? request.url.replace(/\/+$/, '').split('/').at(-1) ?? '' : request.name;
    const local = inFolders(name, request.version);
    if (local !== undefined) return local;
    // Only what cannot change under its name is taken from the cache without asking.
    const fixed = request.digest !== undefined || isExact(request.version);
    const cached = options.cache.get(key);
    if (cached !== undefined && fixed) return cached;
    const fetched = request.kind === 'oci' ? await fromRegistry(request, name) : await fromRepository(request);
    if (fetched.ok) options.cache.put(key, fetched);
    else if (cached !== undefined && fetched.why !== 'not-found' && fetched.why !== 'invalid') return cached;
    return fetched;
  }

  function fromRegistry(request: ChartRequest, name: string): Promise<Fetched> {
    const address = request.name === '' ? request.url.replace(/\/+$/, '') : `${request.url.replace(/\/+$/, '')}/${name}`;
    const mirrored = mirror(address);
    const [, scheme = '', host = '', repository = ''] = /^(oci(?:\+http)?):\/\/([^/]+)\/(.+)$/.exec(mirrored) ?? [];
    if (host === '') return Promise.resolve({ ok: false, why: 'not-found', message: `"${address}" is no address of a chart in a registry (oci://host/path)` });
    const base = `${scheme === 'oci+http' || request.insecure === true ? 'http' : 'https'}://${host === 'docker.io' ? 'registry-1.docker.io' : host}`;
    return pullOci({ base, repository, version: request.version, title: address, ...(request.digest !== undefined && { digest: request.digest }), ...(request.tagsAsVersions === true && { tagsAsVersions: true }), ...(request.filter !== undefined && { filter: request.filter }) }, options.http, options.credentials);
  }

  async function fromRepository(request: ChartRequest): Promise<Fetched> {
    const base = mirror(request.url);
    let index = indexes.get(base);
    if (index === undefined) indexes.set(base, (index = fetchIndex(base, options.http, options.credentials)));
    const read = await index;
    if (!read.ok) return read;
    const found = findInIndex(read.entries, base, request.name, request.version);
    return 'ok' in found ? found : fetchArchive({ ...found, url: mirror(found.url) }, request.name, options.http, options.credentials);
  }

  function mirror(address: string): string {
    const rule = options.mirrors.find(({ from }) => address === from || address.startsWith(from.endsWith('/') ? from : `${from}/`));
    return rule === undefined ? address : rule.to + address.slice(rule.from.length);
  }
}
