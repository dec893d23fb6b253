import { createHash } from 'node:crypto';
import { compileRe2 } from '../../lib/re2.ts';
import { object, objects, text } from '../../lib/object.ts';
import type { Json } from '../../model/json.ts';
import type { Credentials } from './credentials.ts';
import type { Answer, Http } from './network.ts';
import type { Fetched } from './types.ts';
import { isExact, pickVersion } from './versions.ts';

const chartLayer = 'application/vnd.cncf.helm.chart.content.v1.tar+gzip';
const manifestTypes = 'application/vnd.oci.image.manifest.v1+json, application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.index.v1+json';
const chartLimit = 50e6;

export interface OciRequest {
  /** `https://ghcr.io` or `http://127.0.0.1:5000` */
  readonly base: string;
  /** `org/charts/name` */
  readonly repository: string;
  readonly version: string;
  readonly digest?: string;
  /** The manifest is fetched, the chart is not. */
  readonly onlyLook?: boolean;
  /** As in `ChartRequest`. */
  readonly tagsAsVersions?: boolean;
  readonly filter?: string;
  readonly layer?: string;
  /** How messages name it: `oci://ghcr.io/org/charts/name`. */
  readonly title: string;
}

type Got = { readonly ok: true; readonly body: Uint8Array; readonly headers: Headers } | Extract<Fetched, { ok: false }>;

/** Pulls a chart by the OCI distribution specification 1.1: tags, manifest, layer, each verified against its digest. */
export async function pullOci(request: OciRequest, http: Http, credentials: Credentials): Promise<Fetched> {
  const { base, repository, title } = request;
  const root = `${base}/v2/${repository}`;
  let token: string | undefined;
  let reference = request.digest;
  let version = request.version;
  if (reference === undefined) {
    if (!isExact(version) && version !== '' && !/[*^~<>=|, ]|(^|\.)x(\.|$)/i.test(version)) {
      reference = version;
    } else if (isExact(version)) {
      reference = version.replaceAll('+', '_');
    } else {
      const tags = await listTags();
      if (!tags.ok) return tags;
      const filter = request.filter === undefined ? undefined : goRegExp(request.filter);
      if (filter === null) return { ok: false, why: 'invalid', message: `"${request.filter}" is no regular expression (Go's syntax)` };
      const candidates = filter === undefined ? tags.tags : tags.tags.filter((tag) => filter.test(tag));
      const chosen = pickVersion(request.tagsAsVersions === true ? candidates : candidates.map((tag) => tag.replaceAll('_', '+')), version);
      if (chosen === undefined) return notFound(`no version of ${title} matches "${version}"${request.filter === undefined ? '' : ` among the tags that ${request.filter} matches`}`);
      version = chosen;
      reference = chosen.replaceAll('+', '_');
    }
  }
  const manifest = await get(`${root}/manifests/${reference}`, 4e6, manifestTypes);
  if (!manifest.ok) return manifest;
  const digest = `sha256:${sha256(manifest.body)}`;
  if (reference.startsWith('sha256:') && digest !== reference) return { ok: false, why: 'invalid', message: `${title}: the registry sent a manifest with another digest than ${reference}` };
  if (request.onlyLook === true) return { ok: true, source: { kind: 'archive', name: title, data: new Uint8Array() }, version, digest };
  const parsed = parseJson(manifest.body);
  const layers = objects(parsed, 'layers');
  const wanted = request.layer ?? chartLayer;
  const layer = layers.find((item) => item['mediaType'] === wanted) ?? (request.layer === undefined || wanted === '' ? layers[0] : undefined);
  if (layer === undefined && request.layer !== undefined) return { ok: false, why: 'invalid', message: `${title}:${reference} has ${wanted === '' ? 'no layer' : `no layer of media type "${wanted}"; it has ${layers.map((item) => text(item, 'mediaType')).join(', ')}`}` };
  if (layer === undefined) return { ok: false, why: 'invalid', message: `${title}:${reference} holds no chart (no layer of type ${chartLayer})` };
  const blob = await get(`${root}/blobs/${text(layer, 'digest')}`, chartLimit);
  if (!blob.ok) return blob;
  if (`sha256:${sha256(blob.body)}` !== text(layer, 'digest')) return { ok: false, why: 'invalid', message: `${title}:${reference}: the chart that came has another digest than its manifest says` };
  const annotated = text(object(parsed, 'annotations'), 'org.opencontainers.image.version');
  return { ok: true, source: { kind: 'archive', name: `${title}:${reference}`, data: blob.body }, version: annotated || version, digest };

  async function listTags(): Promise<{ ok: true; tags: string[] } | Extract<Fetched, { ok: false }>> {
    const tags: string[] = [];
    let url: string | undefined = `${root}/tags/list?n=1000`;
    for (let pages = 0; url !== undefined && pages < 100; pages++) {
      const answer: Got = await get(url, 8e6);
      if (!answer.ok) return answer;
      const names = object(parseJson(answer.body) ?? null)['tags'];
      if (Array.isArray(names)) tags.push(...names.filter((name) => typeof name === 'string'));
      const next: string | undefined = /<([^>]+)>\s*;\s*rel="?next"?/.exec(answer.headers.get('link') ?? '')?.[1];
      // A page on another host would be sent our credentials.
      const page: URL | undefined = next === undefined || !URL.canParse(next, url) ? undefined : new URL(next, url);
      url = page !== undefined && page.origin === new URL(url).origin ? page.href : undefined;
    }
    return { ok: true, tags };
  }

  async function get(url: string, limit: number, accept = '*/*'): Promise<Got> {
    for (let attempt = 0; ; attempt++) {
      const host = new URL(base).host;
      const authorization = token ?? credentials(host);
      const answer = await http.get(url, { limit, headers: { accept, ...(authorization !== undefined && { authorization }) } });
      if (!answer.ok) return { ok: false, why: answer.why, message: `${title} cannot be fetched: ${answer.message}` };
      if (answer.status === 401 && attempt === 0) {
        const fresh = await authorize(answer, credentials(host));
        if (typeof fresh !== 'string') return fresh;
        token = fresh;
        continue;
      }
      if (answer.status === 200) return { ok: true, body: answer.body, headers: answer.headers };
      if (answer.status === 404) return notFound(`${title}${request.version === '' ? '' : `:${request.version}`} does not exist`);
      if (answer.status === 401 || answer.status === 403) return { ok: false, why: 'unreachable', message: `${title} cannot be fetched: the registry refuses access (HTTP ${answer.status}); log in with helm registry login` };
      return { ok: false, why: 'unreachable', message: `${title} cannot be fetched: HTTP ${answer.status}` };
    }
  }

  /** The token dance of the distribution specification: the 401 says where to ask. */
  async function authorize(answer: Extract<Answer, { ok: true }>, basic: string | undefined): Promise<string | Extract<Fetched, { ok: false }>> {
    const challenge = answer.headers.get('www-authenticate') ?? '';
    const field = (name: string) => new RegExp(`${name}="([^"]*)"`).exec(challenge)?.[1];
    const realm = field('realm');
    if (!/^bearer /i.test(challenge) || realm === undefined || !URL.canParse(realm)) {
      return { ok: false, why: 'unreachable', message: `${title} cannot be fetched: the registry refuses access (HTTP 401); log in with helm registry login` };
    }
    const url = new URL(realm);
    if (basic !== undefined && base.startsWith('https:') && url.protocol !== 'https:') return { ok: false, why: 'unreachable', message: `${title} cannot be fetched: the registry asks for the credentials without TLS, at ${url.host}` };
    const service = field('service');
    if (service !== undefined) url.searchParams.set('service', service);
    url.searchParams.set('scope', field('scope') ?? `repository:${repository}:pull`);
    const granted = await http.get(url.href, { limit: 1e6, headers: basic === undefined ? {} : { authorization: basic } });
    if (!granted.ok) return { ok: false, why: granted.why, message: `${title} cannot be fetched: ${granted.message}` };
    const body = parseJson(granted.body);
    const value = text(body, 'token') || text(body, 'access_token');
    return granted.status === 200 && value !== '' ? `Bearer ${value}` : { ok: false, why: 'unreachable', message: `${title} cannot be fetched: ${url.host} grants no access (HTTP ${granted.status})` };
  }
}

/** Null where it is none. RE2 and not JavaScript's engine: the pattern comes from a repository and must end. */
function goRegExp(pattern: string): { test(text: string): boolean } | null {
  try {
    const compiled = compileRe2(pattern);
    return { test: (text) => compiled.matcher(text).find() };
  } catch {
    return null;
  }
}

function notFound(message: string): Extract<Fetched, { ok: false }> {
  return { ok: false, why: 'not-found', message };
}

function sha256(data: Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

function parseJson(body: Uint8Array): Json | undefined {
  try {
    return JSON.parse(Buffer.from(body).toString()) as Json;
  } catch {
    return undefined;
  }
}
