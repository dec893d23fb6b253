import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { Agent, request as tlsRequest } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Server } from './server.ts';

/** What becomes of a request: it is passed on, never answered, cut off in the middle of the answer, or answered by somebody else. */
export type Fate = 'pass' | 'hang' | 'cut' | { readonly status: number; readonly message: string; readonly retryAfter?: number };

export interface Faults {
  readonly kubeconfig: string;
  readonly url: string;
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** A way to a real API server on which requests meet with trouble. `fate` is told their number, from 1, and path. */
export async function serveFaults(server: Server, user: object, fate: (number: number, path: string) => Fate): Promise<Faults> {
  const asked: string[] = [];
  const agent = new Agent({ keepAlive: true, ca: readFileSync(join(server.folder, 'tls.crt')) });
  const way = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    const what = fate(asked.length, request.url ?? '');
    if (what === 'hang') return;
    if (typeof what === 'object') {
      response.writeHead(what.status, { 'content-type': 'application/json', ...(what.retryAfter !== undefined && { 'retry-after': String(what.retryAfter) }) }).end(JSON.stringify({ kind: 'Status', status: 'Failure', code: what.status, message: what.message }));
      return;
    }
    const { 'accept-encoding': _, ...headers } = request.headers;
    const forward = tlsRequest(new URL(request.url ?? '/', server.address), { agent, method: request.method, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 500, answer.headers);
      if (what === 'pass') return void answer.pipe(response);
      answer.resume();
      response.write('{"kind":');
      setTimeout(() => response.destroy(), 20);
    });
    forward.on('error', () => response.destroy());
    request.pipe(forward);
  });
  await new Promise<void>((settle) => way.listen(0, '127.0.0.1', settle));
  const url = `http://127.0.0.1:${(way.address() as AddressInfo).port}`;
  return {
    url, asked, kubeconfig: server.kubeconfigFor(user, { server: url, 'certificate-authority-data': undefined }),
    close: () => new Promise((settle) => {
      agent.destroy();
      way.closeAllConnections();
      way.close(() => settle());
    }),
  };
}
