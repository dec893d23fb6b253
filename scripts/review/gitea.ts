import { at, list, text } from '../lib/object.ts';
import type { Json } from '../model/json.ts';
import { openApi, Refused } from './api.ts';
import { tokenNeeds, type Forge, type ForgeOptions, type Note } from './forge.ts';

/**
 * Gitea's API v1 (routers/api/v1 of 1.26), which Forgejo shares. Conversations can be resolved since Gitea 1.26; of an older
 * server, and of Forgejo, the answer is 404 or 405 and the note is struck instead.
 */
export function gitea(options: ForgeOptions, title = 'Gitea'): Forge {
  const { url, repo, pull: number, token, tokenName } = options;
  const api = openApi({
    title, tokenName, repo, base: `${url}/api/v1`, headers: { authorization: `token ${token}` }, sizeName: 'limit', timeoutMs: options.timeoutMs ?? 20_000, pauseMs: options.pauseMs ?? 500,
    scopes: tokenNeeds.gitea,
    ofJob: 'the permissions contents: write (which commit statuses count as) and pull-requests: write',
  });
  const here = `/repos/${repo.split('/').map(encodeURIComponent).join('/')}`;
  const pullPath = `${here}/pulls/${number}`;
  let account: string | undefined;
  const me = async () => (account ??= text((await api.json('GET', '/user')) as Json, 'login'));

  return {
    title,
    limit: 60_000,
    me,
    async pull() {
      const pull = (await api.json('GET', pullPath)) as Json;
      const head = text(pull, 'head', 'repo', 'full_name');
      return { head: text(pull, 'head', 'sha'), base: text(pull, 'base', 'sha'), mergeBase: text(pull, 'merge_base'), fork: head !== text(pull, 'base', 'repo', 'full_name') };
    },
    diff: () => api.text(`${pullPath}.diff`),
    async comments() {
      return ((await api.all(`${here}/issues/${number}/comments`)) as Json[]).map((comment) => ({ id: String(at(comment, 'id')), author: text(comment, 'user', 'login'), body: text(comment, 'body') }));
    },
    async addComment(body) {
      await api.json('POST', `${here}/issues/${number}/comments`, { body });
    },
    async editComment(id, body) {
      await api.json('PATCH', `${here}/issues/comments/${id}`, { body });
    },
    async deleteComment(id) {
      await api.json('DELETE', `${here}/issues/comments/${id}`);
    },
    async notes() {
      const own = await me();
      const reviews = ((await api.all(`${pullPath}/reviews`)) as Json[]).filter((review) => text(review, 'user', 'login') === own && at(review, 'comments_count') !== 0);
      const notes: Note[] = [];
      for (const review of reviews) {
        const part = (await api.json('GET', `${pullPath}/reviews/${String(at(review, 'id'))}/comments`)) as Json;
        const placeOf = (note: Json) => [text(note, 'path'), at(note, 'position'), at(note, 'original_position')].join('\n');
        const answered = new Set(list(part).filter((note) => text(note, 'user', 'login') !== own).map(placeOf));
        for (const note of list(part)) {
          const line = Number(at(note, 'position')) || Number(at(note, 'original_position'));
          notes.push({ id: String(at(note, 'id')), author: text(note, 'user', 'login'), body: text(note, 'body'), resolved: (at(note, 'resolver') ?? null) !== null, thread: String(at(review, 'id')), answered: answered.has(placeOf(note)), ...(line > 0 && { line }) });
        }
      }
      return notes;
    },
    async addNotes({ head }, notes) {
      const comments = notes.map(({ path, line, side, body }) => ({ path, body, new_position: side === 'head' ? line : 0, old_position: side === 'base' ? line : 0 }));
      await api.json('POST', `${pullPath}/reviews`, { event: 'COMMENT', body: '', commit_id: head, comments });
    },
    async editNote({ id }, body) {
      await api.json('PATCH', `${here}/issues/comments/${id}`, { body });
    },
    async deleteNote({ id, thread }) {
      // Forgejo answers the other with 204, and leaves the note.
      await api.json('DELETE', title === 'Forgejo' ? `${pullPath}/reviews/${thread}/comments/${id}` : `${here}/issues/comments/${id}`);
    },
    async resolve({ id }, resolved) {
      try {
        await api.json('POST', `${here}/pulls/comments/${id}/${resolved ? 'resolve' : 'unresolve'}`);
        return true;
      } catch (error) {
        if (error instanceof Refused && [403, 404, 405].includes(error.status)) return false;
        throw error;
      }
    },
    async setStatus(commit, { context, state, description, url: target }) {
      await api.json('POST', `${here}/statuses/${commit}`, { context, state, description: description.slice(0, 250), ...(target !== undefined && { target_url: target }) });
    },
  };
}
