import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { list, object, text } from '../../lib/object.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { serveApi, type ApiServer, type Reply } from '../../testing/http.ts';
import { changedLines } from '../changed-lines.ts';
import type { ForgeName } from '../forge.ts';
import type { Described, Operation } from './described.ts';
import { limits } from './limits.ts';

/** A comment as a server keeps it, on a line where it has a path. */
export interface Kept {
  readonly id: number;
  readonly author: string;
  body: string;
  readonly path?: string;
  readonly line?: number;
  readonly side?: 'head' | 'base';
  resolved: boolean;
}

/** What a server knows of its one pull request; tests change it and look at it. */
export interface World {
  head: string;
  readonly base: string;
  diff: string;
  comments: Kept[];
  notes: Kept[];
  readonly statuses: Map<string, JsonObject>;
  /** Requests that the description does not allow, and why. */
  readonly strange: string[];
}

export interface FakeForge extends ApiServer {
  readonly world: World;
}

/** What this server has no answer for, in the words of a real one. */
class Refusal {
  readonly status: number;
  readonly why: string;
  constructor(status: number, why: string) {
    this.status = status;
    this.why = why;
  }
}

/** `values` are what stands in the path where the description has names. */
type Handler = (world: World, body: JsonObject, ...values: readonly string[]) => Json | Refusal | undefined;

const described = JSON.parse(readFileSync(new URL('described.json', import.meta.url), 'utf8')) as Record<ForgeName, Described>;
export const token = 'tok-0123456789';
const me = 'bot';
let ids = 100;

/**
 * A server on loopback that keeps what it is sent, as one of the four would, and refuses each request that the recorded description of its API
 * (described.json) or a limit of its own (limits.ts) does not allow: unknown paths, parameters and fields, missing ones, values that are too
 * long, lines that the diff does not have.
 */
export async function fakeForge(name: ForgeName, start: Partial<Pick<World, 'head' | 'diff' | 'comments' | 'notes'>> = {}): Promise<FakeForge> {
  const { base, operations } = described[name];
  const dialect = dialects[name];
  const world: World = { head: 'a'.repeat(40), base: 'b'.repeat(40), diff: '', comments: [], notes: [], statuses: new Map(), strange: [], ...start };
  const ajv = new Ajv({ allowUnionTypes: true, strictTypes: false });
  // The longer first: `{index}.diff` is no `{index}`.
  const known = operations.map((operation) => ({ ...operation, key: `${operation.method} ${operation.path}`, pattern: patternOf(operation) })).sort((a, b) => b.path.length - a.path.length);
  const server = await serveApi(({ method, path, headers, body }) => {
    const refuse = (status: number, why: string): Reply => {
      world.strange.push(`${method} ${path}: ${why}`);
      return { status, body: JSON.stringify({ message: why }) };
    };
    const { pathname, searchParams } = new URL(path, 'http://localhost');
    if (!dialect.isMe(headers)) return refuse(401, 'no token');
    const operation = known.find((one) => one.method === method && pathname.startsWith(base) && one.pattern.test(pathname.slice(base.length)));
    if (operation === undefined) return refuse(404, 'not described');
    const extra = [...searchParams.keys()].filter((key) => !operation.query.includes(key) && !(dialect.ignored[operation.key] ?? []).includes(key));
    if (extra.length > 0) return refuse(400, `parameters ${extra.join(', ')} are not described`);
    const sent = body === '' ? undefined : (JSON.parse(body));
    if (operation.body === undefined ? sent !== undefined : !ajv.validate({ allOf: [operation.body, limits[name][operation.key] ?? {}] }, sent ?? null)) return refuse(422, ajv.errorsText(ajv.errors, { dataVar: 'body' }));
    const values = (operation.pattern.exec(pathname.slice(base.length)) ?? []).slice(1).map(decodeURIComponent);
    const handler = dialect.answers[operation.key];
    if (handler === undefined) throw new Error(`nobody answers ${operation.key}`);
    const answer = handler(world, object(sent), ...values);
    if (answer === undefined) return { status: operation.status };
    if (answer instanceof Refusal) return refuse(answer.status, answer.why);
    if (typeof answer === 'string') return { status: operation.status, body: answer, headers: { 'content-type': 'text/plain' } };
    if (String(headers['accept']) === 'application/vnd.github.diff') return { status: 200, body: world.diff, headers: { 'content-type': 'application/vnd.github.diff' } };
    return { status: operation.status, body: JSON.stringify(paged(answer, searchParams)) };
  });
  return { ...server, world };
}

function patternOf({ path }: Operation): RegExp {
  return new RegExp(`^${path.replace(/[.]/g, '\\$&').replace(/\{\w+\}/g, '([^/]+?)')}$`);
}

function paged(answer: Json, parameters: URLSearchParams): Json {
  const size = Number(parameters.get('limit') ?? parameters.get('per_page') ?? 0);
  const page = Number(parameters.get('page') ?? 1);
  return Array.isArray(answer) && size > 0 ? answer.slice((page - 1) * size, page * size) : answer;
}

function keep(world: World, kept: Omit<Kept, 'id' | 'author' | 'resolved'>): Kept {
  const made: Kept = { ...kept, id: ++ids, author: me, resolved: false };
  (kept.path === undefined ? world.comments : world.notes).push(made);
  return made;
}

/** Edits one of these; the server has no other. */
function edit(kept: readonly Kept[], id: string, body: string): Json | Refusal {
  const found = kept.find((one) => String(one.id) === id);
  if (found === undefined) return new Refusal(404, `no comment ${id}`);
  found.body = body;
  return { id: found.id };
}

function drop(world: World, id: string): Refusal | undefined {
  if (![...world.comments, ...world.notes].some((one) => String(one.id) === id)) return new Refusal(404, `no comment ${id}`);
  world.comments = world.comments.filter((one) => String(one.id) !== id);
  world.notes = world.notes.filter((one) => String(one.id) !== id);
  return undefined;
}

/** Whether the pull request's diff adds that line, or takes it away. */
function isChanged({ diff }: World, path: string, line: number, side: 'head' | 'base'): boolean {
  const file = changedLines(diff, new Set([path])).get(path);
  return file !== undefined && file.path === path && (side === 'head' ? file.added : file.removed).has(line);
}

const login = ({ id, author, body }: Kept): JsonObject => ({ id, user: { login: author }, body });
const repo = { full_name: 'bot/gitops' };
const pull = ({ head, base }: World): JsonObject => ({ head: { sha: head, repo }, base: { sha: base, repo }, merge_base: base });
const status: Handler = (world, body, ...values) => {
  const sha = values.at(-1) ?? '';
  world.statuses.set(`${sha} ${text(body, 'context') || text(body, 'name')}`, body);
  return { id: 1 };
};

interface Dialect {
  isMe(headers: Readonly<Record<string, unknown>>): boolean;
  /** Parameters that stand in no description and that the server does not look at. */
  readonly ignored: Readonly<Record<string, readonly string[]>>;
  readonly answers: Readonly<Record<string, Handler>>;
}

const comments = { 'GET /user': () => ({ login: me, username: me }) } as const;

/** Reviews are kept as one, whose comments are the notes. */
const giteaDialect: Dialect = {
  isMe: (headers) => headers['authorization'] === `token ${token}`,
  ignored: { 'GET /repos/{owner}/{repo}/issues/{index}/comments': ['page', 'limit'] },
  answers: {
    ...comments,
    'GET /repos/{owner}/{repo}/pulls/{index}': pull,
    'GET /repos/{owner}/{repo}/pulls/{index}.{diffType}': ({ diff }) => diff,
    'GET /repos/{owner}/{repo}/issues/{index}/comments': (world) => world.comments.map(login),
    'POST /repos/{owner}/{repo}/issues/{index}/comments': (world, body) => login(keep(world, { body: text(body, 'body') })),
    'PATCH /repos/{owner}/{repo}/issues/comments/{id}': (world, body, _, __, id) => edit([...world.comments, ...world.notes], id ?? '', text(body, 'body')),
    'DELETE /repos/{owner}/{repo}/issues/comments/{id}': (world, _, __, ___, id) => drop(world, id ?? ''),
    'DELETE /repos/{owner}/{repo}/pulls/{index}/reviews/{id}/comments/{comment}': (world, _, __, ___, ____, _____, id) => drop(world, id ?? ''),
    'GET /repos/{owner}/{repo}/pulls/{index}/reviews': ({ notes }) => (notes.length === 0 ? [] : [{ id: 1, user: { login: me }, comments_count: notes.length }]),
    'GET /repos/{owner}/{repo}/pulls/{index}/reviews/{id}/comments': ({ notes }) => notes.map((note) => ({ ...login(note), path: note.path ?? '', position: note.side === 'base' ? 0 : note.line ?? 0, original_position: note.side === 'base' ? note.line ?? 0 : 0, resolver: note.resolved ? { login: me } : null })),
    'POST /repos/{owner}/{repo}/pulls/{index}/reviews': (world, body) => {
      for (const note of list(body, 'comments')) {
        const [head, old] = [Number(object(note)['new_position']), Number(object(note)['old_position'])];
        keep(world, { body: text(note, 'body'), path: text(note, 'path'), line: head || old, side: head > 0 ? 'head' : 'base' });
      }
      return { id: 1 };
    },
    'POST /repos/{owner}/{repo}/statuses/{sha}': status,
    'POST /repos/{owner}/{repo}/pulls/comments/{id}/resolve': (world, _, __, ___, id) => resolveNote(world, id, true),
    'POST /repos/{owner}/{repo}/pulls/comments/{id}/unresolve': (world, _, __, ___, id) => resolveNote(world, id, false),
  },
};

const github: Dialect = {
  isMe: (headers) => headers['authorization'] === `Bearer ${token}` && headers['x-github-api-version'] === '2022-11-28',
  ignored: {},
  answers: {
    ...comments,
    'GET /repos/{owner}/{repo}/pulls/{pull_number}': pull,
    'GET /repos/{owner}/{repo}/issues/{issue_number}/comments': (world) => world.comments.map(login),
    'POST /repos/{owner}/{repo}/issues/{issue_number}/comments': (world, body) => login(keep(world, { body: text(body, 'body') })),
    'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}': (world, body, _, __, id) => edit(world.comments, id ?? '', text(body, 'body')),
    'DELETE /repos/{owner}/{repo}/issues/comments/{comment_id}': (world, _, __, ___, id) => drop(world, id ?? ''),
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments': (world) => world.notes.map(login),
    'PATCH /repos/{owner}/{repo}/pulls/comments/{comment_id}': (world, body, _, __, id) => edit(world.notes, id ?? '', text(body, 'body')),
    'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews': (world, body) => {
      const notes = list(body, 'comments').map((note) => ({ body: text(note, 'body'), path: text(note, 'path'), line: Number(object(note)['line']), side: text(note, 'side') === 'LEFT' ? ('base' as const) : ('head' as const) }));
      // One line that the diff does not have, and the whole review is refused.
      if (text(body, 'commit_id') !== world.head || notes.some(({ path, line, side }) => !isChanged(world, path, line, side))) return new Refusal(422, 'Line must be part of the diff');
      for (const note of notes) keep(world, note);
      return { id: 1 };
    },
    'POST /repos/{owner}/{repo}/statuses/{sha}': status,
  },
};

const merge = '/projects/{id}/merge_requests/{merge_request_iid}';
const authored = ({ id, author, body, path, resolved }: Kept): JsonObject => ({ id, author: { username: author }, body, type: path === undefined ? null : 'DiffNote', resolved });
const gitlab: Dialect = {
  isMe: (headers) => headers['private-token'] === token,
  ignored: {},
  answers: {
    ...comments,
    [`GET ${merge}`]: ({ head, base }) => ({ sha: head, diff_refs: { head_sha: head, base_sha: base, start_sha: base }, source_project_id: 1, target_project_id: 1 }),
    [`GET ${merge}/raw_diffs`]: ({ diff }) => diff,
    // Those on lines are among them.
    [`GET ${merge}/notes`]: (world) => [...world.comments, ...world.notes].map(authored),
    [`POST ${merge}/notes`]: (world, body) => authored(keep(world, { body: text(body, 'body') })),
    [`PUT ${merge}/notes/{note_id}`]: (world, body, _, __, id) => edit(world.comments, id ?? '', text(body, 'body')),
    [`DELETE ${merge}/notes/{note_id}`]: (world, _, __, ___, id) => drop(world, id ?? ''),
    [`GET ${merge}/discussions`]: (world) => [...world.comments, ...world.notes].map((note) => ({ id: `d${note.id}`, notes: [authored(note)] })),
    [`POST ${merge}/discussions`]: (world, body) => {
      const position = object(body['position']);
      const side = 'new_line' in position ? 'head' : 'base';
      const [path, line] = [text(position, 'new_path'), Number(position[side === 'head' ? 'new_line' : 'old_line'])];
      const file = changedLines(world.diff, new Set([path])).get(path);
      if (position['head_sha'] !== world.head || position['base_sha'] !== world.base || !isChanged(world, path, line, side) || text(position, 'old_path') !== (file?.oldPath ?? path)) return new Refusal(400, `Note {:line_code=>["can't be blank", "must be a valid line code"]}`);
      return { id: `d${keep(world, { body: text(body, 'body'), path, line, side }).id}` };
    },
    [`PUT ${merge}/discussions/{discussion_id}`]: (world, body, _, __, id) => {
      resolveNote(world, id?.slice(1), body['resolved'] === true);
      return { id: id ?? '' };
    },
    [`PUT ${merge}/discussions/{discussion_id}/notes/{note_id}`]: (world, body, _, __, discussion, id) => (discussion === `d${id}` ? edit(world.notes, id ?? '', text(body, 'body')) : new Refusal(404, 'Discussion')),
    'POST /projects/{id}/statuses/{sha}': status,
  },
};

function resolveNote(world: World, id: string | undefined, resolved: boolean): undefined {
  for (const note of world.notes) if (String(note.id) === id) note.resolved = resolved;
}

const dialects: Readonly<Record<ForgeName, Dialect>> = { gitea: giteaDialect, forgejo: giteaDialect, github, gitlab };
