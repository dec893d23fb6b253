import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { connect, type ClientOptions } from '../../live/connect/index.ts';
import { serveConnectProxy, serveLogin, serveSocksProxy } from '../../live/testing/ways.ts';
import { freePort } from '../../live/testing/fleet.ts';
import { type Server, startServer } from '../../live/testing/server.ts';
import type { JsonObject } from '../../model/json.ts';
import { configMap, makeRepository, prod } from '../repository.ts';
import { clientOf, command, must, type Suite } from './suite.ts';

/** Every form of a kubeconfig, told apart by whom the real API server takes us for. */
export async function access({ check, skip }: Suite, binaries: { readonly etcd: string; readonly apiserver: string }): Promise<void> {
  console.log('\nkubeconfigs');
  const port = await freePort();
  const server = await startServer(binaries, [`--oidc-issuer-url=https://127.0.0.1:${port}`, '--oidc-client-id=gitops', '--oidc-username-claim=sub', '--oidc-username-prefix=oidc:', '--oidc-ca-file=tls.crt']);
  const at = (name: string): string => join(server.folder, name);
  const login = await serveLogin(port, { key: readFileSync(at('tls.key')), cert: readFileSync(at('tls.crt')) });
  const [proxy, guarded, socks] = [await serveConnectProxy(), await serveConnectProxy('me:p w'), await serveSocksProxy()];
  const client = await clientOf(server.kubeconfig);
  const said = async (kubeconfig: string | undefined, more: Partial<ClientOptions> = {}): Promise<string> => {
    const connected = await connect({ env: { PATH: process.env['PATH'], HOME: server.folder }, qps: 100, timeoutMs: 5_000, ...(kubeconfig !== undefined && { file: kubeconfig }), ...more });
    if (!connected.ok) return connected.failure.message.replaceAll(server.folder, 'DIR').replaceAll(server.address, 'SERVER');
    const review = await connected.value.send({ method: 'POST', path: '/apis/authentication.k8s.io/v1/selfsubjectreviews', body: { apiVersion: 'authentication.k8s.io/v1', kind: 'SelfSubjectReview' } });
    connected.value.close();
    const { username = '', groups = [], extra = {} } = (review.ok ? (review.value as unknown as { status: { userInfo: { username?: string; groups?: string[]; extra?: Record<string, string[]> } } }).status.userInfo : {}) as { username?: string; groups?: string[]; extra?: Record<string, string[]> };
    const more2 = Object.entries(extra).filter(([key]) => !key.startsWith('authentication.kubernetes.io/')).map(([key, values]) => ` ${key}=${values.join('+')}`).join('');
    return review.ok ? `${username} ${groups.filter((group) => group !== 'system:authenticated').sort().join(',')}${more2}`.trim() : review.failure.message.replaceAll(server.address, 'SERVER');
  };
  const config = (user: object, cluster?: object): string => server.kubeconfigFor(user, cluster);
  try {
    check('a token', await said(config({ token: 'ci-token' })), 'ci builders');
    writeFileSync(at('token'), 'ci-token\n');
    check('a token in a file beside the kubeconfig', await said(config({ tokenFile: 'token' })), 'ci builders');
    certificate(server, 'jane', 'team', 2);
    const inline = { 'client-certificate-data': readFileSync(at('jane.crt')).toString('base64'), 'client-key-data': readFileSync(at('jane.key')).toString('base64') };
    check('a client certificate inline', await said(config(inline)), 'jane team');
    check('a client certificate by file', await said(config({ 'client-certificate': 'jane.crt', 'client-key': at('jane.key') })), 'jane team');
    check('certificate and token: the certificate counts first', await said(config({ ...inline, token: 'ci-token' })), 'jane team');
    check('the authority by file', await said(config({ token: 'ci-token' }, { 'certificate-authority-data': undefined, 'certificate-authority': 'tls.crt' })), 'ci builders');
    check('another authority', await said(config({ token: 'ci-token' }, { 'certificate-authority-data': readFileSync(at('ca.crt')).toString('base64') })), 'the certificate of the API server at SERVER (context "live") is not trusted: the certificate-authority of the kubeconfig did not sign it');
    check('no authority, and nothing is checked', await said(config({ token: 'ci-token' }, { 'certificate-authority-data': undefined, 'insecure-skip-tls-verify': true })), 'ci builders');
    check('tls-server-name', await said(config({ token: 'ci-token' }, { 'tls-server-name': 'kubernetes.test' })), 'ci builders');
    check('another tls-server-name', await said(config({ token: 'ci-token' }, { 'tls-server-name': 'other.test' })), 'the certificate of the API server at SERVER (context "live") is not trusted: it is made out to another name');
    check('impersonation of a user, groups, uid and extras', await said(config({ token: 'admin-token', as: 'bob', 'as-groups': ['a', 'b'], 'as-uid': '7', 'as-user-extra': { 'example.com/Why': ['x', 'y'] } })), 'bob a,b example.com/why=x+y');
    check('impersonation without the right', await said(config({ token: 'ci-token', as: 'bob' })), 'user "ci" may not ask /version');
    check('a password is no log-in of Kubernetes any more', await said(config({ username: 'me', password: 'pw' })), 'the API server at SERVER (context "live") does not accept the credentials of user "me"; log in again');

    const named = `https://kubernetes.test:${new URL(server.address).port}`;
    check('an HTTP proxy (CONNECT)', await said(config({ token: 'ci-token' }, { server: named, 'proxy-url': `http://127.0.0.1:${proxy.port}` })), 'ci builders');
    check('a proxy that asks for a log-in', await said(config({ token: 'ci-token' }, { server: named, 'proxy-url': `http://me:p%20w@127.0.0.1:${guarded.port}` })), 'ci builders');
    check('a SOCKS proxy', await said(config({ token: 'ci-token' }, { server: named, 'proxy-url': `socks5://127.0.0.1:${socks.port}` })), 'ci builders');
    check('the proxy of the environment', await said(config({ token: 'ci-token' }, { server: named }), { env: { HTTPS_PROXY: `127.0.0.1:${proxy.port}` } }), 'ci builders');
    check('each was asked for the name, and resolved it', [...new Set([...proxy.seen, ...guarded.seen, ...socks.seen])].map((line) => line.replace(/:\d+$/, '')), ['CONNECT kubernetes.test', 'SOCKS kubernetes.test']);
    check('a proxy that refuses', await said(config({ token: 'ci-token' }, { server: named, 'proxy-url': `http://me:wrong@127.0.0.1:${guarded.port}` })), `the API server at ${named} (context "live") cannot be reached: the proxy http://127.0.0.1:${guarded.port} answers 407: it wants another log-in`);
    check('a proxy that is not there', await said(config({ token: 'ci-token' }, { server: named, 'proxy-url': 'http://127.0.0.1:1' })), `the API server at ${named} (context "live") cannot be reached: the proxy http://127.0.0.1:1 refuses the connection`);
    check('a SOCKS proxy that is not there', await said(config({ token: 'ci-token' }, { server: named, 'proxy-url': 'socks5://127.0.0.1:1' })), `the API server at ${named} (context "live") cannot be reached: the proxy socks5://127.0.0.1:1 refuses the connection`);

    await must(client, 'POST', '/api/v1/namespaces/default/serviceaccounts', { metadata: { name: 'pod' } });
    const { status } = (await must(client, 'POST', '/api/v1/namespaces/default/serviceaccounts/pod/token', { spec: { expirationSeconds: 600 } })) as unknown as { status: { token: string } };
    mkdirSync(at('pod'));
    writeFileSync(at('pod/token'), status.token);
    writeFileSync(at('pod/ca.crt'), readFileSync(at('tls.crt')));
    const inPod = { env: { HOME: at('pod'), KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: new URL(server.address).port }, serviceAccount: at('pod') };
    check('in a pod', await said(undefined, inPod), 'system:serviceaccount:default:pod system:serviceaccounts,system:serviceaccounts:default');
    check('in a pod, with a kubeconfig: that counts', await said(config({ token: 'ci-token' }), inPod), 'ci builders');
    await must(client, 'DELETE', '/api/v1/namespaces/default/serviceaccounts/pod');
    await new Promise((settle) => setTimeout(settle, 11_000));
    check('in a pod whose account is gone', await said(undefined, inPod), 'the API server at SERVER (context "in-cluster") does not accept the credentials of user "serviceaccount"; log in again');

    writeFileSync(at('a'), JSON.stringify({ kind: 'Config', 'current-context': 'two', users: [{ name: 'me', user: { token: 'ci-token' } }] }));
    writeFileSync(at('b'), JSON.stringify({ kind: 'Config', 'current-context': 'no', contexts: [{ name: 'two', context: { cluster: 'c', user: 'me' } }] }));
    check('three files: of each name the first', await said(undefined, { env: { KUBECONFIG: [at('a'), at('none'), at('b'), server.kubeconfig].join(':') } }), 'ci builders');

    const plugin = (script: string, more: object = {}): string => config({ exec: { apiVersion: 'client.authentication.k8s.io/v1', interactiveMode: 'IfAvailable', command: 'sh', args: ['-c', script], ...more } });
    const credential = (fields: object): string => `printf '%s' '${JSON.stringify({ apiVersion: 'client.authentication.k8s.io/v1', kind: 'ExecCredential', status: fields })}'`;
    check('a plugin that gives a token', await said(plugin(credential({ token: 'ci-token' }))), 'ci builders');
    check('a plugin that gives a certificate', await said(plugin(credential({ clientCertificateData: readFileSync(at('jane.crt'), 'utf8'), clientKeyData: readFileSync(at('jane.key'), 'utf8') }))), 'jane team');
    check('a plugin that hangs', await said(plugin('sleep 60'), { pluginTimeoutMs: 500 }), 'the credential plugin "sh" did not end within 0.5 s');
    check('a plugin that asks at a terminal gets none', await said(plugin('printf "Password: " >&2; read -r p < /dev/tty || exit 3'), { pluginTimeoutMs: 5_000 }).then((line) => line.replace(/: .*/s, '')), 'the credential plugin "sh" failed with exit code 3');
    check('a plugin that reads standard input gets none', await said(plugin('read -r p || { echo no terminal >&2; exit 4; }')), 'the credential plugin "sh" failed with exit code 4: no terminal');
    writeFileSync(at('turn.sh'), `#!/bin/sh\nif [ -e ${at('turned')} ]; then ${credential({ token: 'ci-token' })}; else touch ${at('turned')}; ${credential({ token: 'over' })}; fi\n`);
    chmodSync(at('turn.sh'), 0o700);
    check('a plugin whose first token is over is asked once more', await said(config({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: './turn.sh' } })), 'ci builders');

    const oidc = (given: object): object => ({ 'auth-provider': { name: 'oidc', config: { 'idp-issuer-url': login.issuer, 'client-id': 'gitops', 'client-secret': 's3cret', 'idp-certificate-authority': 'tls.crt', ...given } } });
    const jane = 'oidc:jane';
    for (let i = 0; i < 100 && (await said(config({ token: login.token('jane', 600) }))) !== jane; i++) await new Promise((settle) => setTimeout(settle, 200));
    check('OIDC: a token that holds', await said(config(oidc({ 'id-token': login.token('jane', 600) }))), jane);
    const kept = config(oidc({ 'id-token': login.token('jane', -60), 'refresh-token': 'first' }));
    check('OIDC: a token that is over is renewed', await said(kept), jane);
    const written = (parse(readFileSync(kept, 'utf8')) as JsonObject)['users'] as unknown as [{ user: { 'auth-provider': { config: Record<string, string> } } }];
    check('and kept in the kubeconfig, since the old one is spent', [written[0].user['auth-provider'].config['refresh-token'], await said(kept), login.seen.filter((line) => line === 'POST /token').length], ['first-next', jane, 1]);
    const today = new Date().toISOString().slice(0, 10);
    check('OIDC: a refresh token that is spent', await said(config(oidc({ 'id-token': login.token('jane', -60), 'refresh-token': 'first' }))), `the token of user "me" expired on ${today}, and ${login.issuer} does not renew it: invalid_grant the refresh token is spent; log in again`);
    check('OIDC: nothing to renew it with', await said(config(oidc({ 'id-token': login.token('jane', -60) }))), `the token of user "me" expired on ${today}, and the kubeconfig has nothing to renew it with (refresh-token); log in again`);
    check('OIDC: an authority that did not sign the login server', await said(config(oidc({ 'idp-certificate-authority': 'ca.crt', 'id-token': '', 'refresh-token': 'x' }))).then((line) => line.replace(/(does not renew it): .*/, '$1')), `user "me" has no token, and ${login.issuer} does not renew it`);
    check('an auth-provider of old', await said(config({ 'auth-provider': { name: 'gcp', config: { 'cmd-path': '/bin/false' } } })), 'user "me" logs in with the auth-provider "gcp", which Kubernetes clients no longer have (1.26); use its credential plugin (exec)');

    // A command from beginning to end through a proxy, by a plugin.
    const repository = makeRepository({ ...prod, 'apps/a.yaml': configMap('a') });
    const file = config({ exec: { apiVersion: 'client.authentication.k8s.io/v1', command: 'sh', args: ['-c', credential({ token: 'admin-token' })] } }, { server: named, 'proxy-url': `socks5://127.0.0.1:${socks.port}` });
    check('a command through all of it', (await command('schemas-pull', ['--path', repository.root, '--kubeconfig', file])).code, 0);
    repository.remove();
    if (process.platform === 'win32') skip('plugins at a terminal');
  } finally {
    client.close();
    for (const each of [login, proxy, guarded, socks]) each.close();
    server.stop();
  }
}

/** Makes `NAME.crt` and `NAME.key` in the server's folder, signed by its authority for users. */
function certificate({ folder }: Server, name: string, group: string, days: number): void {
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { cwd: folder, stdio: 'ignore' });
  openssl('req', '-newkey', 'rsa:2048', '-nodes', '-subj', `/O=${group}/CN=${name}`, '-keyout', `${name}.key`, '-out', `${name}.csr`);
  openssl('x509', '-req', '-in', `${name}.csr`, '-CA', 'ca.crt', '-CAkey', 'ca.key', '-CAcreateserial', '-days', String(days), '-out', `${name}.crt`);
}
