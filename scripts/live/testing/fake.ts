import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Fake {
  readonly url: string;
  /** A kubeconfig whose context `fake` leads there. */
  readonly kubeconfig: string;
  readonly asked: readonly string[];
  close(): Promise<void>;
}

/** A server on the loopback for what a real one does not show at will: one that hangs, throttles, lies or dies. */
export async function serveFake(handle: (request: IncomingMessage, response: ServerResponse, number: number) => void): Promise<Fake> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    handle(request, response, asked.length);
  });
  await new Promise<void>((settle) => server.listen(0, '127.0.0.1', settle));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const folder = mkdtempSync(join(tmpdir(), 'live-'));
  const kubeconfig = join(folder, 'kubeconfig');
  writeFileSync(kubeconfig, kubeconfigOf({ server: url }, { token: 'secret' }));
  return {
    url, kubeconfig, asked,
    close: () => new Promise((settle) => {
      rmSync(folder, { recursive: true });
      server.closeAllConnections();
      server.close(() => settle());
    }),
  };
}

export function kubeconfigOf(cluster: object, user: object): string {
  return JSON.stringify({
    apiVersion: 'v1', kind: 'Config', 'current-context': 'fake',
    clusters: [{ name: 'fake', cluster }], users: [{ name: 'me', user }], contexts: [{ name: 'fake', context: { cluster: 'fake', user: 'me' } }],
  });
}

export function json(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
}

/** The answer to `/version`, with which every connection begins. */
export const version = { gitVersion: 'v1.35.4' };
