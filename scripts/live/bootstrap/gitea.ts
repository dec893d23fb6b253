import { isObject } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { fail, type Result } from '../connect/index.ts';
import type { Git } from './plan.ts';

/** The API of a Gitea (or Forgejo), as far as the bootstrap needs it. Every call can be repeated. */
export interface Gitea {
  /** `made` or `there`; the key may read and nothing else. */
  deployKey(title: string, key: string): Promise<Result<'made' | 'there'>>;
  webhook(url: string, secret: string): Promise<Result<'made' | 'there'>>;
}

export function openGitea({ api, owner, repository }: Git, token: string, timeoutMs: number): Gitea {
  const base = `${api}/api/v1/repos/${owner}/${repository}`;
  const ask = async (path: string, body?: JsonObject): Promise<Result<Json>> => {
    try {
      const answer = await fetch(`${base}${path}`, {
        method: body === undefined ? 'GET' : 'POST', redirect: 'error', signal: AbortSignal.timeout(timeoutMs),
        headers: { authorization: `token ${token}`, 'content-type': 'application/json' }, ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      if (answer.ok) return { ok: true, value: (await answer.json()) as Json };
      const said = ((await answer.json().catch(() => null)) ?? {}) as { message?: string };
      if (answer.status === 401) return fail('unauthorized', `${api} does not accept GITEA_TOKEN`, 401);
      if (answer.status === 403) return fail('forbidden', `GITEA_TOKEN may not change ${owner}/${repository}: it needs the scope write:repository, and its user must be an administrator of the repository`, 403);
      if (answer.status === 404) return fail('not-found', `${api} has no repository ${owner}/${repository}, or GITEA_TOKEN may not see it`, 404);
      return fail('refused', `${api} refused: ${answer.status} ${said.message ?? ''}`.trim(), answer.status);
    } catch (error) {
      const { name, cause } = error as { name: string; cause?: { code?: string } };
      return name === 'TimeoutError' ? fail('timeout', `${api} did not answer within ${timeoutMs / 1000} s`) : fail('unreachable', `${api} cannot be reached: ${cause?.code ?? name}`);
    }
  };
  const items = (value: Json): JsonObject[] => (Array.isArray(value) ? value.filter(isObject) : []);
  const once = async (path: string, isThere: (item: JsonObject) => boolean, body: JsonObject): Promise<Result<'made' | 'there'>> => {
    const known = await ask(`${path}?limit=50`);
    if (!known.ok) return known;
    if (items(known.value).some(isThere)) return { ok: true, value: 'there' };
    const made = await ask(path, body);
    return made.ok ? { ok: true, value: 'made' } : made;
  };
  const plain = (key: Json | undefined): string => String(key ?? '').split(' ').slice(0, 2).join(' ');
  return {
    deployKey: (title, key) => once('/keys', (item) => plain(item['key']) === plain(key), { title, key, read_only: true }),
    webhook: (url, secret) => once('/hooks', (item) => isObject(item['config'] ?? null) && (item['config'] as JsonObject)['url'] === url, { type: 'gitea', active: true, events: ['push'], config: { url, content_type: 'json', secret } }),
  };
}
