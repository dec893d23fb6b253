import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Client } from '../../live/connect/index.ts';
import { freePort } from '../../live/testing/fleet.ts';
import type { Server } from '../../live/testing/server.ts';
import type { JsonObject } from '../../model/json.ts';
import { makeRepository, prod } from '../repository.ts';
import { clientOf, command, lastLine, must, root, shared, until, type Ran, type Suite } from './suite.ts';

const namespace = 'sealed-secrets';

/** `seal` as a person uses it: from pipe, file and prompt into git, opened by the real controller, sealed again with its next key. */
export async function sealed({ check, note, skip }: Suite, server: Server, { controller, kubeseal }: { readonly controller: string; readonly kubeseal: string }): Promise<void> {
  const address = Object.values(networkInterfaces()).flat().find((each) => each?.family === 'IPv4' && !each.internal)?.address;
  if (process.getuid?.() !== 0 || address === undefined) return skip('the controller of sealed-secrets: it is made to believe that it runs in a pod, which takes root, and an address that is not the loopback');
  console.log('\nseal, with the controller');
  const client = await clientOf(server.kubeconfig);
  const folder = mkdtempSync(join(tmpdir(), 'sealed-'));
  const repository = makeRepository({ ...prod, 'apps/kustomization.yaml': 'resources: [map.yaml]\n', 'apps/map.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\n' });
  const at = ['--path', repository.root, '--kubeconfig', server.kubeconfig];
  const seal = (args: readonly string[], input = '', kubeconfig = server.kubeconfig): Promise<Ran> => command('seal', [...at.slice(0, 3), kubeconfig, ...args], { input });
  const port = await freePort();
  let running: ChildProcess | undefined;
  const start = async (...flags: string[]): Promise<void> => {
    running = await inPod(client, server, folder, controller, [`--listen-addr=:${port}`, `--listen-metrics-addr=127.0.0.1:${await freePort()}`, ...flags]);
    await until('the controller', async () => ((await client.send({ path: `/api/v1/namespaces/${namespace}/services/http:sealed-secrets:/proxy/v1/cert.pem`, raw: true })).ok ? true : undefined));
  };
  /** What the controller makes of the files in git. */
  const opened = async (name: string): Promise<Record<string, string>> => {
    for (const file of readdirSync(join(repository.root, 'apps')).filter((each) => each.startsWith('sealedsecret'))) {
      const body = parse(readFileSync(join(repository.root, 'apps', file), 'utf8')) as { metadata: { name: string; namespace: string } };
      if (body.metadata.name === name) await must(client, 'PATCH', `/apis/bitnami.com/v1alpha1/namespaces/${body.metadata.namespace}/sealedsecrets/${name}?fieldManager=t&force=true`, body, 'application/apply-patch+yaml');
    }
    const secret = (await until(`the Secret ${name}`, async () => {
      const { metadata, status } = (await must(client, 'GET', `/apis/bitnami.com/v1alpha1/namespaces/shop/sealedsecrets/${name}`)) as unknown as { metadata: { generation: number }; status?: { observedGeneration?: number } };
      const found = await client.send({ path: `/api/v1/namespaces/shop/secrets/${name}` });
      return found.ok && status?.observedGeneration === metadata.generation ? found.value : undefined;
    })) as unknown as { data: Record<string, string> };
    return Object.fromEntries(Object.entries(secret.data).map(([key, value]) => [key, Buffer.from(value, 'base64').toString()]));
  };
  try {
    for (const name of [namespace, 'shop']) await must(client, 'POST', '/api/v1/namespaces', { metadata: { name } });
    await must(client, 'POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', parse(readFileSync(join(shared, 'flux-live', 'crds', 'bitnami.com_sealedsecrets.yaml'), 'utf8')) as object);
    await must(client, 'POST', `/api/v1/namespaces/${namespace}/services`, { metadata: { name: 'sealed-secrets' }, spec: { ports: [{ port: 8080, targetPort: port }] } });
    // The API server leads to the addresses of Pods only.
    await must(client, 'POST', `/api/v1/namespaces/${namespace}/pods`, { metadata: { name: 'controller' }, spec: { containers: [{ name: 'a', image: 'a' }] } });
    await must(client, 'PATCH', `/api/v1/namespaces/${namespace}/pods/controller/status`, { status: { podIP: address, podIPs: [{ ip: address }] } }, 'application/merge-patch+json');
    await must(client, 'POST', `/api/v1/namespaces/${namespace}/endpoints`, { metadata: { name: 'sealed-secrets' }, subsets: [{ addresses: [{ ip: address, targetRef: { kind: 'Pod', namespace, name: 'controller' } }], ports: [{ port, protocol: 'TCP' }] }] });
    const none = await seal(['shop/db', 'PASSWORD=-'], 'hunter2\n');
    check('no controller: one message, nothing written', [none.code, none.out, none.err.split(':')[0], readdirSync(join(repository.root, 'apps'))], [2, '', `the certificate of ${namespace}/sealed-secrets was not fetched`, ['kustomization.yaml', 'map.yaml']]);
    await start();

    const piped = await seal(['shop/db', 'PASSWORD=-'], 'hunter2\n');
    check('from a pipe, with the certificate of the cluster', [piped.code, piped.out, piped.err], [0, 'apps/sealedsecret.yaml: PASSWORD of shop/db, sealed for prod\n', '']);
    check('the controller opens it', await opened('db'), { PASSWORD: 'hunter2' });
    check('no value stands in git', /hunter2|aHVudGVyMg/.test(readFileSync(join(repository.root, 'apps/sealedsecret.yaml'), 'utf8')), false);
    check('the file is listed', parse(readFileSync(join(repository.root, 'apps/kustomization.yaml'), 'utf8')), { resources: ['map.yaml', 'sealedsecret.yaml'] });
    const argv = await seal(['shop/db', 'PASSWORD=hunter2']);
    check('a value on the command line is refused, and not said again', [argv.code, argv.err.includes('hunter2')], [2, false]);
    for (const scope of ['namespace-wide', 'cluster-wide']) {
      writeFileSync(join(folder, 'value'), `from a file\n`);
      await seal([`shop/${scope}`, `KEY=@${join(folder, 'value')}`, '--scope', scope, '--file', `apps/sealedsecret-${scope}.yaml`]);
      check(`the controller opens one that is sealed ${scope}`, await opened(scope), { KEY: 'from a file\n' });
    }

    const typed = await atTerminal(folder, ['seal', ...at, 'shop/db', 'PASSWORD=-', 'TOKEN=-'], ['PASSWORD: ', 'hunter3x\u007f\r', 'TOKEN: ', 'pässwörd🔑\r']);
    check('at a terminal each value is asked for, and none is shown', [typed.code, typed.screen.includes('hunter3') || typed.screen.includes('pässwörd'), typed.screen.replaceAll('\r\u001b[2K', '').split(/\r*\n/).filter((line) => line !== '')], [0, false, ['PASSWORD: ', 'TOKEN: ', 'apps/sealedsecret.yaml: PASSWORD, TOKEN of shop/db, sealed for prod']]);
    check('and the controller opens what was typed', await opened('db'), { PASSWORD: 'hunter3', TOKEN: 'pässwörd🔑' });
    const pasted = await atTerminal(folder, ['seal', ...at, 'shop/db', 'PASSWORD=-', 'TOKEN=-'], ['PASSWORD: ', 'one\rtwo\r']);
    check('two values that are pasted at once', [pasted.code, await opened('db')], [0, { PASSWORD: 'one', TOKEN: 'two' }]);
    const before = readFileSync(join(repository.root, 'apps/sealedsecret.yaml'), 'utf8');
    const stopped = await atTerminal(folder, ['seal', ...at, 'shop/db', 'PASSWORD=-'], ['PASSWORD: ', 'half\u0003']);
    check('Ctrl-C at the prompt: nothing is written, the terminal is as it was', [stopped.code, readFileSync(join(repository.root, 'apps/sealedsecret.yaml'), 'utf8') === before, stopped.echo], [130, true, true]);

    // Least privilege.
    const denied = await seal(['shop/db', 'PASSWORD=-'], 'x', server.kubeconfigFor({ token: 'ci-token' }));
    check('without a Role: the verb and the resource are said', [denied.code, denied.err], [2, `the certificate of ${namespace}/sealed-secrets was not fetched: user "ci" may not get services/proxy "http:sealed-secrets:" in namespace ${namespace}; docs/live.md has the Role; or give it with --cert FILE\n`]);
    const role = [...readFileSync(join(root, 'docs', 'live.md'), 'utf8').matchAll(/```yaml\n([^`]*)```/g)].map(([, yaml]) => parse(yaml!) as JsonObject).find((each) => each['kind'] === 'Role')!;
    const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
    await must(client, 'POST', `${rbac}/roles`, role);
    await must(client, 'POST', `${rbac}/rolebindings`, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'seal' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'gitops-seal' }, subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'ci' }] });
    await new Promise((settle) => setTimeout(settle, 1_000));
    const ci = server.kubeconfigFor({ token: 'ci-token' });

    // More than the controller takes at once (two a second), some with placeholders, and a newer key.
    for (let i = 0; i < 8; i++) await seal([`shop/s${i}`, 'KEY=-', '--file', `apps/sealedsecret-s${i}.yaml`], `value ${i}`, ci);
    writeFileSync(join(repository.root, 'apps/sealedsecret-later.yaml'), 'apiVersion: bitnami.com/v1alpha1\nkind: SealedSecret\nmetadata: {name: later, namespace: shop}\nspec:\n  encryptedData:\n    KEY: "PLACEHOLDER: later"\n');
    writeFileSync(join(repository.root, 'apps/kustomization.yaml'), `resources: [map.yaml, ${readdirSync(join(repository.root, 'apps')).filter((each) => each.startsWith('sealedsecret')).join(', ')}]\n`);
    running?.kill('SIGKILL');
    await start(`--key-cutoff-time=${new Date().toUTCString().replace('GMT', '+0000')}`);
    const again = await seal(['--reseal'], '', ci);
    check('--reseal: every value of the cluster, placeholders left', [again.code, lastLine(again.out), again.out.includes('shop/later holds placeholders, and was left'), again.err], [0, '11 sealed again for prod, 0 not', true, '']);
    const newest = join(folder, 'newest.key');
    writeFileSync(newest, await newestKey(client));
    const values = (file: string): Record<string, string> => (JSON.parse(execFileSync(kubeseal, ['--recovery-unseal', '--recovery-private-key', newest, '-o', 'json'], { input: readFileSync(join(repository.root, 'apps', file)), encoding: 'utf8' })) as { data: Record<string, string> }).data;
    const resealed = ['sealedsecret.yaml', 'sealedsecret-s7.yaml', 'sealedsecret-namespace-wide.yaml', 'sealedsecret-cluster-wide.yaml'].map((file) => Object.values(values(file)).map((value) => Buffer.from(value, 'base64').toString()));
    check('and the newest key alone opens them', resealed, [['one', 'two'], ['value 7'], ['from a file\n'], ['from a file\n']]);
    note(`sealed by us and opened by the controller: 3 scopes, pipe, file and prompt; sealed again with its next key: 11 of 11`);
    const fetched = await seal(['--fetch-cert'], '', ci);
    check('--fetch-cert', [fetched.code, fetched.out], [0, 'facts/prod.pem: the sealing certificate of prod\n']);
    const offline = await command('seal', ['--path', repository.root, '--kubeconfig', '/nowhere', 'shop/db', 'PASSWORD=-'], { input: 'offline' });
    check('with it, no cluster is needed', [offline.code, (await opened('db'))['PASSWORD']], [0, 'offline']);
  } finally {
    running?.kill('SIGKILL');
    client.close();
    repository.remove();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Runs the controller in a mount namespace of its own, in which it finds the ServiceAccount of a pod. */
async function inPod(client: Client, server: Server, folder: string, controller: string, flags: readonly string[]): Promise<ChildProcess> {
  const accounts = `/api/v1/namespaces/${namespace}/serviceaccounts`;
  await client.send({ method: 'POST', path: accounts, body: { metadata: { name: 'controller' } } });
  await client.send({ method: 'POST', path: '/apis/rbac.authorization.k8s.io/v1/clusterrolebindings', body: { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name: 'controller' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'cluster-admin' }, subjects: [{ kind: 'ServiceAccount', namespace, name: 'controller' }] } });
  const { status } = (await must(client, 'POST', `${accounts}/controller/token`, { spec: {} })) as unknown as { status: { token: string } };
  const account = join(folder, 'serviceaccount');
  mkdirSync(account, { recursive: true });
  for (const [name, text] of [['token', status.token], ['namespace', namespace], ['ca.crt', readFileSync(join(server.folder, 'tls.crt'))]] as const) writeFileSync(join(account, name), text);
  const script = 'mount -t tmpfs none /run && mkdir -p /var/run/secrets/kubernetes.io && cp -r "$0" /var/run/secrets/kubernetes.io/serviceaccount && exec "$@"';
  return spawn('unshare', ['-m', 'sh', '-c', script, account, controller, ...flags], { stdio: ['ignore', openSync(join(folder, 'controller.log'), 'a'), openSync(join(folder, 'controller.log'), 'a')], env: { ...process.env, KUBERNETES_SERVICE_HOST: '127.0.0.1', KUBERNETES_SERVICE_PORT: new URL(server.address).port, POD_NAMESPACE: namespace } });
}

async function newestKey(client: Client): Promise<string> {
  const { items } = (await must(client, 'GET', `/api/v1/namespaces/${namespace}/secrets?labelSelector=sealedsecrets.bitnami.com/sealed-secrets-key`)) as unknown as { items: { metadata: { creationTimestamp: string }; data: Record<string, string> }[] };
  const [last] = items.sort((a, b) => (a.metadata.creationTimestamp < b.metadata.creationTimestamp ? 1 : -1));
  return Buffer.from(last!.data['tls.key']!, 'base64').toString();
}

/** Runs a command at a terminal (util-linux script) and types: a text to wait for, then what is typed, and so on. */
function atTerminal(folder: string, [name = '', ...args]: readonly string[], talk: readonly string[]): Promise<{ readonly code: number | null; readonly screen: string; readonly echo: boolean }> {
  const quoted = [process.execPath, join(root, 'scripts', `${name}.ts`), ...args].map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
  return new Promise((settle) => {
    const child = spawn('script', ['-qec', `${quoted}; code=$?; stty -a > ${folder}/stty; exit $code`, '/dev/null'], { stdio: ['pipe', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
    let [screen, heard, step] = ['', 0, 0];
    child.stdout.on('data', (data: Buffer) => {
      screen += data.toString();
      const at = step < talk.length ? screen.indexOf(talk[step]!, heard) : -1;
      if (at < 0) return;
      heard = at + talk[step]!.length;
      // A person takes a moment.
      const typed = talk[step + 1] ?? '';
      step += 2;
      setTimeout(() => child.stdin.write(typed), 150);
    });
    child.on('close', (code) => settle({ code, screen, echo: / echo\b/.test(readFileSync(join(folder, 'stty'), 'utf8')) }));
  });
}
