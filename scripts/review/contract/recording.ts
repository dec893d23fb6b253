import type { Json } from '../../model/json.ts';
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

/** Answers as recorded; what is asked must be what was asked then, in the same order. */
export async function replay(exchanges: readonly Exchange[], strange: string[]): Promise<ApiServer> {
  let at = 0;
  return serveApi(({ method, path, body }) => {
    const next = exchanges[at++];
    const asked = JSON.stringify({ method, path, ...(body !== '' && { sent: JSON.parse(body) as Json }) });
    const expected = next === undefined ? 'nothing' : JSON.stringify({ method: next.method, path: next.path, ...(next.sent !== undefined && { sent: next.sent }) });
    if (asked !== expected) strange.push(`asked ${asked}, recorded ${expected}`);
    if (next === undefined) return { status: 404 };
    return { status: next.status, ...(next.body !== undefined && { body: typeof next.body === 'string' ? next.body : JSON.stringify(next.body) }) };
  });
}

function slim(value: Json): Json {
  if (Array.isArray(value)) return value.map(slim);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).filter(([key]) => read.has(key)).map(([key, item]) => [key, item === undefined ? null : slim(item)]));
}
