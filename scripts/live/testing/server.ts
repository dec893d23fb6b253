import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './fleet.ts';

/** A real API server for tests. */
export interface Server {
  readonly address: string;
  readonly folder: string;
  /** Of a user who may do everything. */
  readonly kubeconfig: string;
  /** Another kubeconfig for the same server: a user entry and what to change in the cluster entry. */
  kubeconfigFor(user: object, cluster?: object): string;
  kill(): void;
  stop(): void;
}

/** Starts etcd and kube-apiserver on the loopback, with data that is thrown away; `more` are flags of the kube-apiserver, which runs in the folder. */
export async function startServer(binaries: { readonly etcd: string; readonly apiserver: string }, more: readonly string[] = []): Promise<Server> {
  const folder = mkdtempSync(join(tmpdir(), 'apiserver-'));
  const at = (name: string): string => join(folder, name);
  const [port, client, peer] = [await freePort(), await freePort(), await freePort()];
  mkdirSync(at('etcd'), { mode: 0o700 });
  writeFileSync(at('tokens.csv'), 'admin-token,admin,admin,"system:masters"\nci-token,ci,ci,"builders"\n', { mode: 0o600 });
  const openssl = (...args: string[]): void => void execFileSync('openssl', args, { stdio: 'ignore' });
  openssl('genrsa', '-out', at('sa.key'), '2048');
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=local', '-addext', 'subjectAltName=IP:127.0.0.1,DNS:kubernetes.test', '-keyout', at('tls.key'), '-out', at('tls.crt'));
  openssl('req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-subj', '/CN=users', '-keyout', at('ca.key'), '-out', at('ca.crt'));
  const url = `http://127.0.0.1:${client}`;
  const etcd = spawn(binaries.etcd, ['--name=t', `--data-dir=${at('etcd')}`, '--unsafe-no-fsync', `--listen-client-urls=${url}`, `--advertise-client-urls=${url}`, `--listen-peer-urls=http://127.0.0.1:${peer}`, `--initial-advertise-peer-urls=http://127.0.0.1:${peer}`, `--initial-cluster=t=http://127.0.0.1:${peer}`, '--log-level=error'], { stdio: 'ignore' });
  const apiserver = spawn(binaries.apiserver, [
    '--bind-address=127.0.0.1', '--advertise-address=127.0.0.1', `--secure-port=${port}`, `--etcd-servers=${url}`, `--tls-cert-file=${at('tls.crt')}`, `--tls-private-key-file=${at('tls.key')}`,
    `--token-auth-file=${at('tokens.csv')}`, '--authorization-mode=RBAC', '--anonymous-auth=false', '--service-account-issuer=https://kubernetes.default.svc', `--service-account-key-file=${at('sa.key')}`,
    `--service-account-signing-key-file=${at('sa.key')}`, '--service-cluster-ip-range=10.96.0.0/12', '--endpoint-reconciler-type=none', '--disable-admission-plugins=ServiceAccount', '--enable-priority-and-fairness=false',
    `--client-ca-file=${at('ca.crt')}`, ...more,
  ], { stdio: 'ignore', cwd: folder });
  const address = `https://127.0.0.1:${port}`;
  let written = 0;
  const kubeconfigFor = (user: object, cluster: object = {}): string => {
    const file = at(`kubeconfig-${written++}`);
    writeFileSync(file, JSON.stringify({
      apiVersion: 'v1', kind: 'Config', 'current-context': 'live', contexts: [{ name: 'live', context: { cluster: 'c', user: 'me' } }], users: [{ name: 'me', user }],
      clusters: [{ name: 'c', cluster: { server: address, 'certificate-authority-data': Buffer.from(readFileSync(at('tls.crt'))).toString('base64'), ...cluster } }],
    }));
    return file;
  };
  const kill = (): void => void apiserver.kill('SIGKILL');
  const stop = (): void => {
    kill();
    etcd.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true, maxRetries: 5 });
  };
  const kubeconfig = kubeconfigFor({ token: 'admin-token' });
  for (let i = 0; i < 300; i++) {
    try {
      if (execFileSync('curl', ['-s', '--cacert', at('tls.crt'), '-H', 'Authorization: Bearer admin-token', `${address}/readyz`], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }) === 'ok') return { address, folder, kubeconfig, kubeconfigFor, kill, stop };
    } catch {
      // Not there yet.
    }
    await new Promise((settle) => setTimeout(settle, 200));
  }
  stop();
  throw new Error('kube-apiserver did not get ready within a minute');
}
