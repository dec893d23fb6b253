import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type RequestListener } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { connect as connectTo, createServer as createPlainServer, type AddressInfo, type Server as NetServer, type Socket } from 'node:net';

export interface Way {
  readonly port: number;
  /** What came along it: `CONNECT kubernetes.test:6443`. */
  readonly seen: readonly string[];
  close(): void;
}

/** A proxy that opens tunnels (CONNECT); every host is this machine. With `login`, `user:password` is asked for. */
export async function serveConnectProxy(login?: string): Promise<Way> {
  const seen: string[] = [];
  const server = createServer((_, response) => void response.writeHead(400).end());
  const sockets = kept(server);
  server.on('connect', ({ url = '', headers }, client: Socket) => {
    const isKnown = login === undefined || headers['proxy-authorization'] === `Basic ${Buffer.from(login).toString('base64')}`;
    seen.push(`CONNECT ${url}${isKnown ? '' : ' refused'}`);
    if (!isKnown) return void client.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const to = connectTo(Number(url.split(':').at(-1)), '127.0.0.1', () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      joined(client, to);
    });
    to.on('error', () => client.destroy());
  });
  return { port: await listen(server), seen, close: () => sockets.end() };
}

/** A SOCKS5 proxy (RFC 1928) without log-in; every host is this machine. */
export async function serveSocksProxy(): Promise<Way> {
  const seen: string[] = [];
  const server = createPlainServer((client) => {
    client.on('error', () => client.destroy());
    client.once('data', () => {
      client.write(Buffer.from([5, 0]));
      client.once('data', (asked: Buffer) => {
        const host = asked[3] === 3 ? asked.subarray(5, 5 + asked[4]!).toString() : [...asked.subarray(4, 8)].join('.');
        const port = asked.readUInt16BE(asked.length - 2);
        seen.push(`SOCKS ${host}:${port}`);
        const to = connectTo(port, '127.0.0.1', () => {
          client.write(Buffer.from([5, 0, 0, 1, 127, 0, 0, 1, 0, 0]));
          joined(client, to);
        });
        to.on('error', () => client.destroy());
      });
    });
  });
  const sockets = kept(server);
  return { port: await listen(server), seen, close: () => sockets.end() };
}

export interface LoginServer extends Way {
  readonly issuer: string;
  /** An id token of a user, until so many seconds from now. */
  token(user: string, seconds: number): string;
  /** The refresh token that is taken next; each holds once. */
  refresh: string;
}

/** A login server (OpenID Connect discovery, keys and refresh grants) for the client `gitops` with the secret `s3cret`. */
export async function serveLogin(port: number, pem: { readonly key: Buffer; readonly cert: Buffer }): Promise<LoginServer> {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const issuer = `https://127.0.0.1:${port}`;
  const seen: string[] = [];
  const login: LoginServer = { issuer, port, seen, refresh: 'first', token: (user, seconds) => signed(privateKey, { iss: issuer, aud: 'gitops', sub: user, exp: Math.floor(Date.now() / 1000) + seconds }), close: () => sockets.end() };
  const answer: RequestListener = (request, response) => {
    const json = (status: number, body: unknown): void => void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    seen.push(`${request.method} ${request.url}`);
    if (request.url === '/.well-known/openid-configuration') return json(200, { issuer, jwks_uri: `${issuer}/keys`, token_endpoint: `${issuer}/token`, id_token_signing_alg_values_supported: ['RS256'] });
    if (request.url === '/keys') return json(200, { keys: [{ ...publicKey.export({ format: 'jwk' }), kid: 'k', use: 'sig', alg: 'RS256' }] });
    let body = '';
    request.on('data', (part: Buffer) => { body += part.toString(); }).on('end', () => {
      const form = new URLSearchParams(body);
      const isKnown = form.get('grant_type') === 'refresh_token' && form.get('client_id') === 'gitops' && form.get('client_secret') === 's3cret' && form.get('refresh_token') === login.refresh;
      if (!isKnown) return json(400, { error: 'invalid_grant', error_description: 'the refresh token is spent' });
      login.refresh = `${login.refresh}-next`;
      return json(200, { id_token: login.token('jane', 3600), refresh_token: login.refresh, token_type: 'bearer', access_token: 'x' });
    });
  };
  const server = createTlsServer(pem, answer);
  const sockets = kept(server);
  await listen(server, port);
  return login;
}

function signed(key: KeyObject, claims: object): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const text = `${part({ alg: 'RS256', kid: 'k' })}.${part(claims)}`;
  return `${text}.${createSign('RSA-SHA256').update(text).sign(key).toString('base64url')}`;
}

function joined(one: Socket, other: Socket): void {
  for (const [from, to] of [[one, other], [other, one]] as const) from.pipe(to).on('error', () => from.destroy());
}

function kept(server: NetServer): { end(): void } {
  const open = new Set<Socket>();
  server.on('connection', (socket) => open.add(socket));
  return {
    end: () => {
      server.close();
      for (const socket of open) socket.destroy();
    },
  };
}

function listen(server: NetServer, port = 0): Promise<number> {
  return new Promise((settle) => server.listen(port, '127.0.0.1', () => settle((server.address() as AddressInfo).port)));
}
