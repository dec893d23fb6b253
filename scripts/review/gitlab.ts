import { at, list, text } from '../lib/object.ts';
import type { Json } from '../model/json.ts';
import { openApi } from './api.ts';
import { tokenNeeds, type Forge, type ForgeOptions } from './forge.ts';

/** GitLab's API v4 (16.4 or newer, for `raw_diffs`). A job's own token may not write notes: it takes a project access token. */
export function gitlab(options: ForgeOptions): Forge {
  const { url, repo, pull: number, token, tokenName } = options;
  const api = openApi({
    title: 'GitLab', tokenName, repo, base: `${url}/api/v4`, headers: { 'private-token': token },
    sizeName: 'per_page', timeoutMs: options.timeoutMs ?? 20_000, pauseMs: options.pauseMs ?? 500, scopes: tokenNeeds.gitlab,
  });
  const project = `/projects/${encodeURIComponent(repo)}`;
  const merge = `${project}/merge_requests/${number}`;
  const comment = (value: Json) => ({ id: String(at(value, 'id')), author: text(value, 'author', 'username'), body: text(value, 'body') });
  let start = '';

  return {
    title: 'GitLab',
    limit: 60_000,
    me: async () => text((await api.json('GET', '/user')) as Json, 'username'),
    async pull() {
      const pull = (await api.json('GET', merge)) as Json;
      start = text(pull, 'diff_refs', 'start_sha');
      return { head: text(pull, 'diff_refs', 'head_sha') || text(pull, 'sha'), base: start, mergeBase: text(pull, 'diff_refs', 'base_sha'), fork: at(pull, 'source_project_id') !== at(pull, 'target_project_id') };
    },
    diff: () => api.text(`${merge}/raw_diffs`),
    comments: async () => ((await api.all(`${merge}/notes`)) as Json[]).filter((value) => text(value, 'type') !== 'DiffNote').map(comment),
    async addComment(body) {
      await api.json('POST', `${merge}/notes`, { body });
    },
    async editComment(id, body) {
      await api.json('PUT', `${merge}/notes/${id}`, { body });
    },
    async deleteComment(id) {
      await api.json('DELETE', `${merge}/notes/${id}`);
    },
    async notes() {
      const threads = (await api.all(`${merge}/discussions`)) as Json[];
      return threads.flatMap((thread) => list(thread, 'notes').slice(0, 1).filter((value) => text(value, 'type') === 'DiffNote').map((value) => ({ ...comment(value), thread: text(thread, 'id'), resolved: at(value, 'resolved') === true })));
    },
    async addNotes({ head, mergeBase }, notes) {
      for (const { path, oldPath, line, side, body } of notes) {
        const position = { position_type: 'text', base_sha: mergeBase, start_sha: start, head_sha: head, new_path: path, old_path: oldPath ?? path, ...(side === 'head' ? { new_line: line } : { old_line: line }) };
        await api.json('POST', `${merge}/discussions`, { body, position });
      }
    },
    async editNote({ id, thread }, body) {
      await api.json('PUT', `${merge}/discussions/${thread ?? ''}/notes/${id}`, { body });
    },
    async resolve({ thread }, resolved) {
      await api.json('PUT', `${merge}/discussions/${thread ?? ''}`, { resolved });
      return true;
    },
    // Texts of more than 255 characters are refused.
    async setStatus(commit, { context, state, description, url: target }) {
      await api.json('POST', `${project}/statuses/${commit}`, { name: context, state: state === 'success' ? 'success' : 'failed', description: description.slice(0, 250), ...(target !== undefined && target.length <= 255 && { target_url: target }) });
    },
  };
}
