import type { Json } from '../../model/json.ts';
import { isObject } from '../../lib/json.ts';
import { serveApi, type ApiServer } from '../../testing/http.ts';

/** One question and its answer, as far as the review reads it. */
export interface Exchange {
  readonly method: string;
  readonly path: string;
  readonly sent?: Json;
  readonly status: number;
  readonly body?: Json;
}

/** The fields of an answer that the review reads; everything else of a server's long answers is left out of a recording. */
const read = new Set(['id', 'login', 'username', 'user', 'author', 'body', 'head', 'base', 'sha', 'repo', 'full_name', 'merge_base', 'comments_count', 'resolver', 'message']);

/** Stands before a real server and writes down what is asked and answered. */
export async function record(url: string, exchanges: Exchange[]): Promise<ApiServer> {
  return serveApi(async ({ method, path, headers, body }) => {
    const response = await fetch(`${url}${path}`, { method, headers: { authorization: String(headers['authorization']), 'content-type': 'application/json' }, ...(body !== '' && { body }) });
    const text = await response.text();
    exchanges.push({ method, path, ...(body !== '' && { sent: JSON.parse(body) as Json }), status: response.status, ...(text !== '' && { body: path.endsWith('.diff') ? text : slim(JSON.parse(text) as Json) }) });
    return { status: response.status, body: text };
  });
}

/**
 * Answers as recorded; what is asked must be what was asked then, in the same order, but for the wording of what is posted: that
 * is the business of other tests, and comes back from the server as it was sent.
 */
export async function replay(exchanges: readonly Exchange[], strange: string[]): Promise<ApiServer> {
  const reworded = new Map<string, string>();
  let at = 0;
  return serveApi(({ method, path, body }) => {
    const next = exchanges[at++];
    const sent = body === '' ? undefined : (JSON.parse(body) as Json);
    const asked = `${method} ${path} ${JSON.stringify(wordless(sent))}`;
    const expected = next === undefined ? 'nothing' : `${next.method} ${next.path} ${JSON.stringify(wordless(next.sent))}`;
    if (asked !== expected) strange.push(`asked ${asked}, recorded ${expected}`);
    if (next === undefined) return { status: 404 };
    const [then, now] = [words(next.sent), words(sent)];
    then.forEach((text, i) => reworded.set(text.trim(), now[i] ?? text));
    const answer = typeof next.body === 'string' ? next.body : JSON.stringify(next.body, (_, value: unknown) => (typeof value === 'string' ? (reworded.get(value.trim()) ?? value) : value));
    return { status: next.status, ...(next.body !== undefined && { body: answer }) };
  });
}

/** The texts called `body`, in order. */
function words(value: Json | undefined): string[] {
  if (Array.isArray(value)) return value.flatMap(words);
  if (!isObject(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => (key === 'body' && typeof item === 'string' ? [item] : words(item)));
}

function wordless(value: Json | undefined): Json | undefined {
  if (Array.isArray(value)) return value.map((item) => wordless(item) ?? null);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, key === 'body' && typeof item === 'string' && item !== '' ? '…' : (wordless(item) ?? null)]));
}

function slim(value: Json): Json {
  if (Array.isArray(value)) return value.map(slim);
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => read.has(key)).map(([key, item]) => [key, item === undefined ? null : slim(item)]));
}
