import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Asked {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body: string;
}

export interface Reply {
  readonly status: number;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Ends the connection before the body is whole. */
  readonly cut?: true;
}

/** Never answers, or ends the connection without a word. */
export type Silence = 'hang' | 'reset';

export interface ApiServer {
  readonly url: string;
  /** `GET /path`, in order. */
  readonly requests: string[];
  close(): Promise<void>;
}

/** A server of an API on loopback, whose answers are given by hand. */
export async function serveApi(answer: (asked: Asked) => Reply | Silence | Promise<Reply | Silence>): Promise<ApiServer> {
  const requests: string[] = [];
  const server = createServer((request, response) => {
    void (async () => {
      const asked = { method: request.method ?? '', path: request.url ?? '/', headers: request.headers, body: await read(request) };
      requests.push(`${asked.method} ${asked.path}`);
      const reply = await answer(asked);
      if (reply === 'hang') return;
      if (reply === 'reset') {
        request.socket.destroy();
        return;
      }
      const body = reply.body ?? '';
      response.writeHead(reply.status, { 'content-type': 'application/json', ...(reply.cut === true && { 'content-length': String(Buffer.byteLength(body) + 1000) }), ...reply.headers });
      if (reply.cut === true) response.write(body, () => setTimeout(() => request.socket.destroy(), 20));
      else response.end(body);
    })();
  });
  return { requests, ...(await listening(server)) };
}

/** The server on a free port of loopback; `close` does not wait for those who hang. */
export async function listening(server: Server): Promise<{ readonly url: string; close(): Promise<void> }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((resolve) => {
      server.closeAllConnections();
      server.close(() => resolve());
    }),
  };
}

async function read(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}
