import { createHash } from 'node:crypto';
import { list, objects, object, text } from '../../lib/object.ts';
import type { JsonObject } from '../../model/json.ts';
import { decodeMap } from '../decode.ts';
import type { Credentials } from './credentials.ts';
import type { Http } from './network.ts';
import type { Fetched } from './types.ts';
import { pickVersion } from './versions.ts';

const indexLimit = 100e6;
const chartLimit = 50e6;

export type Index = { readonly ok: true; readonly entries: JsonObject } | Extract<Fetched, { ok: false }>;

/** Reads a chart repository's index.yaml (Helm's chart repository guide). */
export async function fetchIndex(base: string, http: Http, credentials: Credentials): Promise<Index> {
  const url = `${base.replace(/\/+$/, '')}/index.yaml`;
  const answer = await http.get(url, { limit: indexLimit, headers: authorize(url, credentials) });
  if (!answer.ok) return { ok: false, why: answer.why, message: `${base} cannot be read: ${answer.message}` };
  if (answer.status !== 200) return { ok: false, why: answer.status === 404 ? 'not-found' : 'unreachable', message: `${base} cannot be read: HTTP ${answer.status} for index.yaml` };
  const decoded = decodeMap(Buffer.from(answer.body).toString());
  if ('error' in decoded) return { ok: false, why: 'invalid', message: `${base}/index.yaml is no index: ${decoded.error}` };
  return { ok: true, entries: object(decoded.value, 'entries') };
}

/** Chooses a version of a chart in an index. */
export function findInIndex(entries: JsonObject, base: string, name: string, wanted: string): { readonly version: string; readonly url: string; readonly digest: string } | Extract<Fetched, { ok: false }> {
  const versions = objects(entries, name);
  if (versions.length === 0) return { ok: false, why: 'not-found', message: `no chart name found: ${base} has no chart "${name}"` };
  const chosen = pickVersion(versions.map((entry) => text(entry, 'version')), wanted);
  const entry = versions.find((candidate) => text(candidate, 'version') === chosen);
  if (chosen === undefined || entry === undefined) return { ok: false, why: 'not-found', message: `no '${name}' chart with version matching '${wanted}' found` };
  const [first] = list(entry, 'urls');
  if (typeof first !== 'string' || !URL.canParse(first, `${base.replace(/\/+$/, '')}/`)) return { ok: false, why: 'invalid', message: `${base} names no address for chart "${name}" ${chosen}` };
  return { version: chosen, url: new URL(first, `${base.replace(/\/+$/, '')}/`).href, digest: text(entry, 'digest').replace(/^sha256:/, '') };
}

/** Downloads one packaged chart and verifies the index's digest, where it has one. */
export async function fetchArchive(found: { readonly version: string; readonly url: string; readonly digest: string }, name: string, http: Http, credentials: Credentials): Promise<Fetched> {
  const answer = await http.get(found.url, { limit: chartLimit, headers: authorize(found.url, credentials) });
  const title = `chart "${name}" ${found.version}`;
  if (!answer.ok) return { ok: false, why: answer.why, message: `${title} cannot be fetched: ${answer.message}` };
  if (answer.status !== 200) return { ok: false, why: answer.status === 404 ? 'not-found' : 'unreachable', message: `${title} cannot be fetched: HTTP ${answer.status}` };
  const digest = createHash('sha256').update(answer.body).digest('hex');
  if (found.digest !== '' && digest !== found.digest) return { ok: false, why: 'invalid', message: `${title}: what came has another digest than the repository's index says` };
  return { ok: true, source: { kind: 'archive', name: `${name}-${found.version}.tgz`, data: answer.body }, version: found.version };
}

function authorize(url: string, credentials: Credentials): Readonly<Record<string, string>> {
  const authorization = URL.canParse(url) ? credentials(new URL(url).host) : undefined;
  return authorization === undefined ? {} : { authorization };
}
