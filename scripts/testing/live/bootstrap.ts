import { createHash } from 'node:crypto';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Server } from '../../live/testing/server.ts';
import { findGitea, giteaApi } from '../gitea.ts';
import { makeRepository } from '../repository.ts';
import { clientOf, command, must, root, type Suite } from './suite.ts';

const receiver = `apiVersion: notification.toolkit.fluxcd.io/v1
kind: Receiver
metadata: {name: gitea, namespace: flux-system}
spec: {type: generic, secretRef: {name: webhook-token}, resources: [{kind: GitRepository, name: flux-system}]}
`;

/** `bootstrap --apply` on an empty API server and a real Gitea: a deploy key, a webhook, and nothing twice. */
export async function bootstrap({ check, skip }: Suite, server: Server): Promise<void> {
  const charts = join(process.env['ORACLES'] ?? '', 'charts');
  if (process.env['ORACLES'] === undefined || !existsSync(charts)) return skip('bootstrap needs the packaged chart of flux-operator ($ORACLES/charts)');
  console.log('\nbootstrap');
  const client = await clientOf(server.kubeconfig);
  const files = execFileSync('git', ['-C', root, 'ls-files', '-z', 'apps', 'charts', 'clusters', 'components', 'infrastructure', 'validate.yaml'], { encoding: 'utf8' }).split('\0').filter((file) => file !== '' && existsSync(join(root, file)));
  const repository = makeRepository(Object.fromEntries(files.map((file) => [file, readFileSync(join(root, file))])));
  const run = (env: Readonly<Record<string, string>>, ...more: readonly string[]) => command('bootstrap', ['--path', repository.root, '--cluster', 'homelab', '--offline', '--charts-dir', charts, '--kubeconfig', server.kubeconfig, '--apply', '--for', '1', ...more], { env: { GITEA_TOKEN: '', ...env } });
  const steps = async (...given: Parameters<typeof run>): Promise<readonly string[]> => (await run(...given)).out.trim().split('\n').slice(0, -1);
  try {
    const without = await run({});
    check('without a log-in nothing is changed', [without.code, without.out, without.err], [2, '', 'the Secret flux-system is not in the cluster: give the log-in of a user that may read ops/gitops in GIT_USERNAME and GIT_PASSWORD\n']);
    const login = { GIT_USERNAME: 'flux', GIT_PASSWORD: 'hunter2' };
    check('an empty cluster', await steps(login), ['1 namespace flux-system: made', '2 log-in, Secret flux-system: made', '3 flux-operator, 10 objects: 10 made', '4 FluxInstance flux: made', '5 webhook: none, git holds no Receiver']);
    check('again', await steps({}), ['1 namespace flux-system: is there', '2 log-in, Secret flux-system: is there', '3 flux-operator, 10 objects: 10 there', '4 FluxInstance flux: is there', '5 webhook: none, git holds no Receiver']);
    await must(client, 'PATCH', '/apis/apps/v1/namespaces/flux-system/deployments/flux-operator', { metadata: { labels: { 'app.kubernetes.io/version': '0' } } }, 'application/merge-patch+json');
    check('again, where somebody changed something', (await steps({}))[2], '3 flux-operator, 10 objects: 1 changed, 9 there');

    const gitea = findGitea(process.env);
    if (typeof gitea === 'string') return skip(`deploy key and webhook; ${gitea}`);
    try {
      const api = giteaApi(gitea);
      const name = `boot${Date.now()}`;
      await api('POST', '/user/repos', { name, default_branch: 'main' });
      const file = join(repository.root, 'clusters/homelab/flux-system/fluxinstance.yaml');
      writeFileSync(file, readFileSync(file, 'utf8').replace(/url: \S+/, `url: ssh://git@git.example.com:2222/bot/${name}.git`));
      writeFileSync(join(repository.root, 'clusters/homelab/receiver.yaml'), receiver);
      writeFileSync(join(repository.root, 'known_hosts'), 'git.example.com ssh-ed25519 AAAA\n');
      await must(client, 'DELETE', '/api/v1/namespaces/flux-system/secrets/flux-system');
      const flags = ['--gitea', gitea.url, '--known-hosts', join(repository.root, 'known_hosts'), '--webhook-url', 'https://flux.example.com/'];
      const wrong = await run({ GITEA_TOKEN: 'wrong' }, ...flags);
      check('a token that Gitea does not know', [wrong.code, wrong.err], [2, `${gitea.url} does not accept GITEA_TOKEN\n`]);
      // The key pair of the run before is in the cluster, and is used.
      const expected = (first: string) => ['1 namespace flux-system: is there', '2 log-in, Secret flux-system: is there', `  deploy key on bot/${name}: ${first}`, '3 flux-operator, 10 objects: 10 there', first === 'made' ? '4 FluxInstance flux: changed' : '4 FluxInstance flux: is there', `5 webhook of Receiver flux-system/gitea: ${first}`];
      check('a deploy key and a webhook', await steps({ GITEA_TOKEN: gitea.token }, ...flags), expected('made'));
      check('again: nothing is made twice', await steps({ GITEA_TOKEN: gitea.token }, ...flags), expected('is there'));
      const keys = (await api('GET', `/repos/bot/${name}/keys`)) as { read_only: boolean; key: string }[];
      const secret = (await must(client, 'GET', '/api/v1/namespaces/flux-system/secrets/flux-system')) as unknown as { data: Record<string, string> };
      const text = (key: string): string => Buffer.from(secret.data[key] ?? '', 'base64').toString();
      check('the key may only read, and is the one of the cluster', [keys.length, keys[0]?.read_only, keys[0]?.key.split(' ')[1] === text('identity.pub').split(' ')[1], text('known_hosts')], [1, true, true, 'git.example.com ssh-ed25519 AAAA\n']);
      writeFileSync(join(repository.root, 'identity'), text('identity'), { mode: 0o600 });
      const derived = execFileSync('ssh-keygen', ['-y', '-P', '', '-f', join(repository.root, 'identity')], { encoding: 'utf8' });
      check('and OpenSSH reads its private half', derived.split(' ')[1]?.trim(), text('identity.pub').split(' ')[1]);
      const hooks = (await api('GET', `/repos/bot/${name}/hooks`)) as { events: string[]; config: { url: string } }[];
      const token = Buffer.from(((await must(client, 'GET', '/api/v1/namespaces/flux-system/secrets/webhook-token')) as unknown as { data: { token: string } }).data.token, 'base64').toString();
      check('the webhook calls the path of the Receiver', hooks.map(({ events, config }) => [events, config.url]), [[['push'], `https://flux.example.com/hook/${createHash('sha256').update(`${token}giteaflux-system`).digest('hex')}`]]);
    } finally {
      gitea.stop();
    }
  } finally {
    client.close();
    repository.remove();
  }
}
