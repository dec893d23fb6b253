import { at, text } from '../lib/object.ts';
import type { Json } from '../model/json.ts';
import { openApi, Refused } from './api.ts';
import { tokenNeeds, type Forge, type ForgeOptions } from './forge.ts';

/** GitHub's REST API, 2022-11-28. Conversations are resolved through GraphQL only, so stale notes are struck. */
export function github(options: ForgeOptions): Forge {
  const { url, repo, pull: number, token, tokenName } = options;
  const api = openApi({
    title: 'GitHub', tokenName, repo, base: apiOf(url),
    headers: { authorization: `Bearer ${token}`, 'x-github-api-version': '2022-11-28', accept: 'application/vnd.github+json' },
    sizeName: 'per_page', timeoutMs: options.timeoutMs ?? 20_000, pauseMs: options.pauseMs ?? 500, scopes: tokenNeeds.github,
  });
  const here = `/repos/${repo.split('/').map(encodeURIComponent).join('/')}`;
  const comment = (value: Json) => ({ id: String(at(value, 'id')), author: text(value, 'user', 'login'), body: text(value, 'body') });

  return {
    title: 'GitHub',
    limit: 60_000,
    // The token of a workflow is that of an app, which has no user.
    me: () => api.json('GET', '/user').then((user) => text(user as Json, 'login'), (error: unknown) => {
      if (error instanceof Refused && error.status === 403) return 'github-actions[bot]';
      throw error;
    }),
    async pull() {
      const pull = (await api.json('GET', `${here}/pulls/${number}`)) as Json;
      return { head: text(pull, 'head', 'sha'), base: text(pull, 'base', 'sha'), mergeBase: text(pull, 'base', 'sha'), fork: text(pull, 'head', 'repo', 'full_name') !== text(pull, 'base', 'repo', 'full_name') };
    },
    diff: () => api.text(`${here}/pulls/${number}`, { accept: 'application/vnd.github.diff' }).catch((error: unknown) => {
      if (error instanceof Refused && error.status === 406) return undefined;
      throw error;
    }),
    comments: async () => ((await api.all(`${here}/issues/${number}/comments`)) as Json[]).map(comment),
    async addComment(body) {
      await api.json('POST', `${here}/issues/${number}/comments`, { body });
    },
    async editComment(id, body) {
      await api.json('PATCH', `${here}/issues/comments/${id}`, { body });
    },
    async deleteComment(id) {
      await api.json('DELETE', `${here}/issues/comments/${id}`);
    },
    notes: async () => ((await api.all(`${here}/pulls/${number}/comments`)) as Json[]).map((value) => ({ ...comment(value), resolved: false })),
    async addNotes({ head }, notes) {
      const comments = notes.map(({ path, line, side, body }) => ({ path, line, side: side === 'head' ? 'RIGHT' : 'LEFT', body }));
      await api.json('POST', `${here}/pulls/${number}/reviews`, { event: 'COMMENT', body: `Of commit ${head.slice(0, 10)}, on its lines:`, commit_id: head, comments });
    },
    async editNote({ id }, body) {
      await api.json('PATCH', `${here}/pulls/comments/${id}`, { body });
    },
    resolve: () => Promise.resolve(false),
    async setStatus(commit, { context, state, description, url: target }) {
      await api.json('POST', `${here}/statuses/${commit}`, { context, state, description: description.slice(0, 140), ...(target !== undefined && { target_url: target }) });
    },
  };
}

/** Where the API is: beside github.com, and its tenants at ghe.com; below the address of a server of one's own. */
function apiOf(url: string): string {
  const { protocol, host } = new URL(url);
  return host === 'github.com' || host.endsWith('.ghe.com') ? `${protocol}//api.${host}` : `${url}/api/v3`;
}
