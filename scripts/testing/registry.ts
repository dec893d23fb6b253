import { createServer } from 'node:http';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { listening } from './http.ts';

export interface TestServer {
  readonly url: string;
  /** Paths that were asked for, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** Serves a folder over HTTP on loopback, as a chart repository is served. */
export async function serveFolder(folder: string): Promise<TestServer> {
  return serve((path) => {
    const file = join(folder, normalize(path));
    return existsSync(file) ? { status: 200, body: readFileSync(file) } : { status: 404, body: Buffer.from('') };
  });
}

/** Serves the store of Debian's docker-registry (distribution v2 file layout) over HTTP on loopback, read-only. */
export async function serveRegistry(store: string): Promise<TestServer> {
  const root = join(store, 'docker/registry/v2');
  const link = (file: string) => (existsSync(file) ? readFileSync(file, 'utf8').trim() : undefined);
  const blob = (digest: string) => {
    const [algorithm = '', hex = ''] = digest.split(':');
    return join(root, 'blobs', algorithm, hex.slice(0, 2), hex, 'data');
  };
  return serve((path) => {
    const [, repository = '', kind = '', reference = ''] = /^\/v2\/(.+)\/(manifests|blobs|tags)\/([^?]+)/.exec(path) ?? [];
    const folder = join(root, 'repositories', repository);
    const missing = { status: 404, body: Buffer.from('{"errors":[{"code":"NAME_UNKNOWN"}]}') };
    if (!existsSync(folder)) return missing;
    if (kind === 'tags') return { status: 200, body: Buffer.from(JSON.stringify({ name: repository, tags: readdirSync(join(folder, '_manifests/tags')).sort() })) };
    const digest = reference.includes(':') ? reference : link(join(folder, '_manifests/tags', reference, 'current/link'));
    if (digest === undefined || !existsSync(blob(digest))) return missing;
    return { status: 200, body: readFileSync(blob(digest)), ...(kind === 'manifests' && { type: 'application/vnd.oci.image.manifest.v1+json' }) };
  });
}

/** A server on loopback whose answers are given by hand: for repositories that misbehave. */
export async function serve(answer: (path: string, headers: Readonly<Record<string, unknown>>) => { status: number; body: Uint8Array; type?: string; headers?: Record<string, string> } | 'hang'): Promise<TestServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const path = decodeURIComponent(request.url ?? '/');
    requests.push(path);
    const reply = answer(path, request.headers);
    if (reply === 'hang') return;
    response.writeHead(reply.status, { 'content-type': reply.type ?? 'application/octet-stream', ...reply.headers });
    response.end(reply.body);
  });
  return { requests, ...(await listening(server)) };
}
