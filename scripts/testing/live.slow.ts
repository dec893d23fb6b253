import { execFileSync, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { findGitea, giteaApi } from './gitea.ts';
import { makeRepository, prod } from './repository.ts';
import { connect } from '../live/connect/index.ts';
import { discover } from '../live/objects/discovery.ts';
import { list } from '../live/objects/list.ts';
import { runFleet } from '../live/testing/fleet.ts';
import { sealingAgrees } from '../live/testing/sealing.ts';
import { findBinary, startServer, type Server } from '../live/testing/server.ts';

/**
 * `npm run test:live`: the commands against a real API server, sealing against the real kubeseal, and this repository reconciled by the
 * real controllers of Flux. What is not installed is skipped and said. `-- server`, `-- seal`, `-- fleet` runs one part.
 */
const root = fileURLToPath(new URL('../../', import.meta.url));
const shared = join(root, '..', 'shared');
const parts = process.argv.slice(2);
const wants = (part: string): boolean => parts.length === 0 || parts.includes(part);
let failed = 0;

function check(what: string, actual: unknown, expected: unknown): void {
  const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
  if (a === b) return console.log(`ok      ${what}`);
  failed++;
  console.log(`FAILED  ${what}\n        is       ${a}\n        expected ${b}`);
}

/** Runs a command as a person does: exit code and what it prints. */
function command(script: string, args: readonly string[], options: { readonly interruptMs?: number; readonly meanwhile?: () => Promise<void> | void } = {}): Promise<{ readonly code: number | null; readonly out: string; readonly err: string }> {
  return new Promise((settle) => {
    const child = spawn(process.execPath, [join(root, 'scripts', `${script}.ts`), ...args], { stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1' } });
    let [out, err] = ['', ''];
    child.stdout.on('data', (data: Buffer) => { out += data.toString(); });
    child.stderr.on('data', (data: Buffer) => { err += data.toString(); });
    if (options.interruptMs !== undefined) setTimeout(() => child.kill('SIGINT'), options.interruptMs);
    void options.meanwhile?.();
    child.on('close', (code) => settle({ code, out, err }));
  });
}

const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

async function againstServer(server: Server): Promise<void> {
  const admin = await connect({ file: server.kubeconfig, env: {}, qps: 500, timeoutMs: 10_000 });
  if (!admin.ok) throw new Error(admin.failure.message);
  const client = admin.value;
  const put = async (path: string, body: object): Promise<void> => {
    const answer = await client.send({ method: 'POST', path, body: body as never });
    if (!answer.ok) throw new Error(answer.failure.message);
  };
  const repository = makeRepository({ ...prod, 'apps/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\ndata: {a: b}\n' });
  const here = ['--path', repository.root, '--kubeconfig'];
  try {
    console.log(`\nan API server of Kubernetes ${client.version}`);
    const wrongToken = await command('status', [...here, server.kubeconfigFor({ token: 'wrong' }), '--offline']);
    check('a token that the server does not know', [wrongToken.code, wrongToken.err], [2, `the API server at ${server.address} (context "live") does not accept the credentials of user "me"; log in again\n`]);
    const noFlux = await command('status', [...here, server.kubeconfig, '--offline']);
    check('no Flux', [noFlux.code, noFlux.err], [2, 'Flux is not installed behind context "live": the cluster serves no kustomize.toolkit.fluxcd.io; see npm run bootstrap\n']);

    const pulled = await command('schemas-pull', [...here, server.kubeconfig]);
    const facts = JSON.parse(readFileSync(join(repository.root, 'facts', 'prod.json'), 'utf8')) as { builtIn: unknown; kubernetes: string; notRead: unknown[] };
    check('facts: the bundled schemas are those of the server, every kind and field', [pulled.code, facts.builtIn, facts.notRead], [0, { kinds: [], gone: [], types: {} }, []]);
    check('facts: --check of the same', (await command('schemas-pull', [...here, server.kubeconfig, '--check'])).code, 0);
    await put('/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } } });
    await put('/api/v1/namespaces/shop/resourcequotas', { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'small', namespace: 'shop' }, spec: { hard: { pods: '1' } } });
    const changed = await command('schemas-pull', [...here, server.kubeconfig, '--check']);
    check('facts: --check of a cluster that changed', [changed.code, changed.out.split('\n').slice(0, 2)], [1, ['Namespace shop is new', 'ResourceQuota shop/small is new']]);
    const half = await command('schemas-pull', [...here, server.kubeconfigFor({ token: 'ci-token' })]);
    check('facts: what RBAC does not allow is named, and the rest is written', [half.code, half.err.split('\n').includes('not read: limitranges: user "ci" may not list limitranges in the whole cluster; docs/live.md has the Role'), existsSync(join(repository.root, 'facts', 'prod.json'))], [2, true, true]);

    const charts = join(process.env['ORACLES'] ?? '', 'charts');
    if (process.env['ORACLES'] === undefined || !existsSync(charts)) console.log('skipped: bootstrap needs the packaged chart of flux-operator ($ORACLES/charts)');
    else {
      const bootstrap = ['--path', root, '--cluster', 'homelab', '--offline', '--charts-dir', charts, '--kubeconfig', server.kubeconfig, '--apply', '--for', '1'];
      const without = await command('bootstrap', bootstrap);
      check('bootstrap: without a log-in nothing is changed', [without.code, without.out, without.err], [2, '', 'the Secret flux-system is not in the cluster: give the log-in of a user that may read ops/gitops in GIT_USERNAME and GIT_PASSWORD\n']);
      Object.assign(process.env, { GIT_USERNAME: 'flux', GIT_PASSWORD: 'hunter2' });
      const steps = async (): Promise<readonly string[]> => (await command('bootstrap', bootstrap)).out.trim().split('\n').slice(0, 5);
      check('bootstrap: an empty cluster', await steps(), ['1 namespace flux-system: made', '2 log-in, Secret flux-system: made', '3 flux-operator, 10 objects: 10 made', '4 FluxInstance flux: made', '5 webhook: none, git holds no Receiver']);
      check('bootstrap: again', await steps(), ['1 namespace flux-system: is there', '2 log-in, Secret flux-system: is there', '3 flux-operator, 10 objects: 10 there', '4 FluxInstance flux: is there', '5 webhook: none, git holds no Receiver']);
    }

    const definition = (name: string, kind: string) => ({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${name}.example.com` }, spec: { group: 'example.com', scope: 'Namespaced', names: { plural: name, kind }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object' } } }] } });
    await put('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition('things', 'Thing'));
    await put('/apis/apiextensions.k8s.io/v1/customresourcedefinitions', definition('others', 'Thing'));
    await new Promise((settle) => setTimeout(settle, 2_000));
    const found = await discover(client);
    check('a CRD whose names are taken is not established, and not served', found.ok && [found.value.find('example.com/v1', 'Thing')?.resource, found.value.kinds.some(({ resource }) => resource === 'others')], ['things', false]);

    const many = 2_500;
    await Promise.all(Array.from({ length: many }, (_, i) => put('/api/v1/namespaces/shop/configmaps', { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: `m${i}`, labels: { many: 'yes' } } })));
    const kind = found.ok ? found.value.find('v1', 'ConfigMap')! : undefined!;
    const listed = await list(client, kind, { labels: 'many=yes', metadataOnly: true });
    check(`a list of ${many} objects, in pages`, listed.ok && listed.value.length, many);
    const dying = list(client, kind);
    server.kill();
    const died = await dying;
    const after = await client.send({ path: '/api' });
    check('a server that dies in the middle', [died.ok, !died.ok && /cannot be reached|broke off/.test(died.failure.message), after.ok], [false, true, false]);
  } finally {
    client.close();
    repository.remove();
  }
}

async function againstFlux(binaries: string, charts: string): Promise<void> {
  console.log('\nthis repository, reconciled by the real controllers');
  const fleet = await runFleet({ scripts: join(shared, 'flux-live'), binaries, charts, repository: root, cluster: 'homelab', log: (line) => console.log(`        ${line}`) });
  const admin = await connect({ file: fleet.kubeconfig, env: {}, qps: 500, timeoutMs: 10_000 });
  if (!admin.ok) throw new Error(admin.failure.message);
  const client = admin.value;
  const at = ['--path', fleet.repository, '--cluster', 'homelab', '--kubeconfig', fleet.kubeconfig];
  const drift = async (...more: string[]): Promise<{ code: number | null; out: string; err: string }> => command('drift', [...at, ...more]);
  try {
    console.log(`        ${fleet.ended}`);
    const document = JSON.parse((await drift('--format', 'json')).out) as { compared: number; equal: number; drifts: unknown[]; notCompared: unknown[] };
    check('drift: nothing', [document.drifts, document.notCompared, document.compared === document.equal], [[], [], true]);
    const rendered = JSON.parse((await command('render', ['--path', fleet.repository, '--cluster', 'homelab', '--format', 'json'])).out) as { units: { manifests: { object: { apiVersion: string; kind: string; metadata: { name: string; namespace?: string } } }[] }[] };
    const wanted = new Set(rendered.units.flatMap(({ manifests }) => manifests).map(({ object }) => `${object.metadata.namespace ?? ''}_${object.metadata.name.replaceAll(':', '__')}_${object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : ''}_${object.kind}`));
    const applied: string[] = [];
    for (const path of ['/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations', '/apis/helm.toolkit.fluxcd.io/v2/helmreleases']) {
      const all = await client.send({ path });
      if (!all.ok) throw new Error(all.failure.message);
      for (const item of all.value['items'] as unknown as { status: { inventory?: { entries: { id: string }[] } } }[]) applied.push(...(item.status.inventory?.entries ?? []).map(({ id }) => id));
    }
    check('every object in the inventories of Flux is one that was rendered', applied.filter((id) => !wanted.has(id)), []);
    console.log(`        objects rendered ${wanted.size}, applied by Flux ${applied.length}, compared ${document.compared}, equal ${document.equal === document.compared ? 'all' : document.equal}`);
    const status = await command('status', [...at, '--commit', fleet.commit.slice(0, 12)]);
    check('status: all is ready but the FluxInstance, whose operator needs a node; the commit is live', [status.code, status.out.split('\n').slice(1).map((line) => line.replace(/\s+/g, ' ').trim()).filter((line) => line !== '')], [1, [
      `live main@sha1:${fleet.commit}`, 'working FluxInstance/flux-system/flux has no status: nothing reconciles it yet', `commit ${fleet.commit.slice(0, 12)} is live: 5 Kustomizations have applied it, everything is ready`,
    ]]);
    const wrong = await command('status', ['--path', fleet.repository, '--cluster', 'cloud', '--kubeconfig', fleet.kubeconfig, '--offline']);
    check('another cluster is refused', [wrong.code, wrong.err], [2, 'context "fl" is not the cluster cloud: its Flux syncs clusters/homelab, not clusters/cloud; choose the context with --context\n']);
    const verdict = await command('validate', [...at, '--live', '--quiet']);
    check('validate --live: no disagreement', /162 of 162|(\d+) of \1 objects judged by both, \1 alike/.test(lastLine(verdict.out)), true);
    console.log(`        ${lastLine(verdict.out)}`);

    // Each command with nothing but the Role that docs/live.md gives it.
    const page = readFileSync(join(root, 'docs', 'live.md'), 'utf8');
    const asCi = join(fleet.folder, 'ci.kubeconfig');
    const own = parse(readFileSync(fleet.kubeconfig, 'utf8')) as { users: { user: object }[] };
    Object.assign(own.users[0]!.user, { as: 'ci' });
    writeFileSync(asCi, JSON.stringify(own));
    const ci = [...at.slice(0, -1), asCi];
    const denied = await command('status', [...ci, '--offline']);
    check('without a Role: what is missing is said, exit 2', [denied.code, denied.out.includes('not read user "ci" may not list kustomizations (group kustomize.toolkit.fluxcd.io) in the whole cluster; docs/live.md has the Role')], [2, true]);
    for (const name of ['gitops-facts', 'gitops-status', 'gitops-drift']) {
      const role = [...page.matchAll(/```yaml\n([^`]*)```/g)].map(([, yaml]) => parse(yaml!) as { kind?: string; metadata?: { name: string } } | null).find((each) => each?.kind === 'ClusterRole' && each.metadata?.name === name);
      for (const [path, body] of [['clusterroles', role], ['clusterrolebindings', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name }, subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'ci' }] }]] as const) {
        const made = await client.send({ method: 'POST', path: `/apis/rbac.authorization.k8s.io/v1/${path}`, body: body as never });
        if (!made.ok) throw new Error(made.failure.message);
      }
      // RBAC learns of a binding by a watch.
      await new Promise((settle) => setTimeout(settle, 1_000));
      if (name === 'gitops-facts') check('facts with the Role of the docs', [(await command('schemas-pull', [...ci, '--check'])).err], ['']);
      if (name === 'gitops-status') check('status with the Role of the docs', (await command('status', [...ci, '--commit', fleet.commit])).out.includes('not read'), false);
      if (name === 'gitops-drift') {
        const { code, out } = await command('drift', ci);
        check('drift with the Role of the docs', [code, lastLine(out).replace(/\d+/g, 'N')], [0, 'homelab, context "fl", Kubernetes N.N.N: N objects compared, N equal, no drift']);
      }
      await client.send({ method: 'DELETE', path: `/apis/rbac.authorization.k8s.io/v1/clusterrolebindings/${name}` });
    }

    // A merge, seen until it is live; and one that cannot be.
    const push = async (file: string, text: string): Promise<string> => {
      const git = (...args: string[]): string => execFileSync('git', ['-C', fleet.repository, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
      writeFileSync(join(fleet.repository, file), text);
      git('add', '-A');
      git('commit', '-qm', 'change');
      git('push', '-q', 'origin', 'HEAD:main');
      await client.send({ method: 'PATCH', path: '/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories/flux-system', contentType: 'application/merge-patch+json', body: { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': new Date().toISOString() } } } as never });
      return git('rev-parse', 'HEAD').trim();
    };
    const settings = readFileSync(join(fleet.repository, 'clusters/homelab/settings.yaml'), 'utf8');
    const good = await push('clusters/homelab/settings.yaml', `${settings.trimEnd()}\n  ADDED: "1"\n`);
    const seen = await command('status', [...at, '--watch', '--commit', good, '--for', '120']);
    check('status --watch sees a pushed commit become live', lastLine(seen.out), `commit ${good.slice(0, 12)} is live: 5 Kustomizations have applied it, everything is ready`);
    const bad = await push('apps/affirmations/overlays/homelab/sealedsecret.yaml', 'kind: [\n');
    const broken = await command('status', [...at, '--watch', '--commit', bad, '--for', '120']);
    check('status --watch ends with a commit that fails, and says why', [broken.code, lastLine(broken.out).replace(/(: kustomize build failed): .*/, '$1')], [1, `commit ${bad.slice(0, 12)}: applied by 4 of 5 Kustomizations, 1 failed, 0 not ready; first Kustomization/flux-system/affirmations: BuildFailed: kustomize build failed`]);
    const repaired = execFileSync('git', ['-C', fleet.repository, 'show', `${good}:apps/affirmations/overlays/homelab/sealedsecret.yaml`], { encoding: 'utf8' });
    const mended = await push('apps/affirmations/overlays/homelab/sealedsecret.yaml', repaired);
    check('and with the commit that mends it', (await command('status', [...at, '--watch', '--commit', mended, '--for', '120'])).out.includes(`commit ${mended.slice(0, 12)} is live`), true);

    // The whole story: a change on a real Gitea is validated, merged, pulled by Flux, and seen to be live.
    const gitea = findGitea(process.env);
    if (typeof gitea === 'string') console.log(`skipped: the way through a pull request; ${gitea}`);
    else {
      try {
        const api = giteaApi(gitea);
        const name = `live${Date.now()}`;
        await api('POST', '/user/repos', { name, default_branch: 'main', private: false });
        const remote = `${gitea.url.replace('//', `//bot:${gitea.token}@`)}/bot/${name}.git`;
        const git = (...args: string[]): string => execFileSync('git', ['-C', fleet.repository, '-c', 'user.name=t', '-c', 'user.email=t@example.com', ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
        git('push', '-q', remote, 'HEAD:main');
        await client.send({ method: 'PATCH', path: '/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories/flux-system', contentType: 'application/merge-patch+json', body: { spec: { url: `${gitea.url}/bot/${name}.git` } } as never });
        const propose = async (branch: string, text: string): Promise<number> => {
          git('checkout', '-q', '-B', branch);
          writeFileSync(join(fleet.repository, 'clusters/homelab/settings.yaml'), text);
          git('commit', '-qam', branch);
          git('push', '-q', '-f', remote, `HEAD:${branch}`);
          return (await command('validate', [...at.slice(0, 4), '--quiet'])).code ?? -1;
        };
        const now = readFileSync(join(fleet.repository, 'clusters/homelab/settings.yaml'), 'utf8');
        check('a pull request with a mistake is refused', await propose('change', now.replace('ADDED: "1"', 'ADDED: 1')), 1);
        check('and accepted when it is mended', await propose('change', now.replace('ADDED: "1"', 'ADDED: "2"')), 0);
        const request = (await api('POST', `/repos/bot/${name}/pulls`, { head: 'change', base: 'main', title: 'Change a setting' })) as { number: number };
        for (let i = 0; ; i++) {
          // Gitea looks for conflicts first.
          await new Promise((settle) => setTimeout(settle, 1_000));
          const merged = await api('POST', `/repos/bot/${name}/pulls/${request.number}/merge`, { Do: 'squash' }).then(() => true, (error: unknown) => (i < 20 ? false : Promise.reject(error)));
          if (merged) break;
        }
        const { commit } = (await api('GET', `/repos/bot/${name}/branches/main`)) as { commit: { id: string } };
        await client.send({ method: 'PATCH', path: '/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories/flux-system', contentType: 'application/merge-patch+json', body: { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': new Date().toISOString() } } } as never });
        const live = await command('status', [...at, '--watch', '--commit', commit.id, '--for', '120']);
        check('status --watch sees the merged pull request become live', lastLine(live.out), `commit ${commit.id.slice(0, 12)} is live: 5 Kustomizations have applied it, everything is ready`);
      } finally {
        gitea.stop();
      }
    }

    // Changed under the tool, as a person would.
    const patch = async (path: string, body: object, manager: string): Promise<void> => {
      const answer = await client.send({ method: 'PATCH', path: `${path}?fieldManager=${manager}`, contentType: 'application/merge-patch+json', body: body as never });
      if (!answer.ok) throw new Error(answer.failure.message);
    };
    await patch('/api/v1/namespaces/flux-system/configmaps/cluster-settings', { data: { EXTERNAL_DOMAIN: 'evil.example', NEW: 'x' } }, 'kubectl-edit');
    await patch('/apis/apps/v1/namespaces/randoms/deployments/web', { spec: { replicas: 7 } }, 'kubectl-scale');
    await patch('/apis/apps/v1/namespaces/randoms/deployments/api', { metadata: { annotations: { 'helm.toolkit.fluxcd.io/driftDetection': 'disabled' } }, spec: { replicas: 7 } }, 'kubectl-scale');
    await patch('/apis/traefik.io/v1alpha1/namespaces/networking/middlewares/ipwhitelist', { metadata: { annotations: { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' } }, spec: { ipAllowList: { sourceRange: ['0.0.0.0/0'] } } }, 'kubectl-edit');
    await client.send({ method: 'DELETE', path: '/api/v1/namespaces/randoms/services/web' });
    await client.send({ method: 'POST', path: '/api/v1/namespaces/randoms/secrets', body: { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'left', labels: { 'kustomize.toolkit.fluxcd.io/name': 'randoms', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' } }, stringData: { password: 'hunter2' } } as never });
    const planted = await drift();
    check('drift: what was changed is found, with its line; what Flux leaves is told', [planted.code, planted.out.replace(/\d{4}-\d\d-\d\dT[\d:]+Z/g, 'TIME').split('\n').filter((line) => !/^(homelab|$)/.test(line))], [1, [
      'different ConfigMap flux-system/cluster-settings',
      '  /data/EXTERNAL_DOMAIN: is "evil.example", git says "example.com" (kubectl-edit, TIME)', '    clusters/homelab/settings.yaml:9:20',
      '  /data/NEW: is "x", git has no such field (kubectl-edit, TIME)', '  Kustomization/flux-system/flux-system; Flux takes it back',
      'missing   Service randoms/web', '  apps/randoms/base/web/helmrelease.yaml:71:11; HelmRelease/randoms/web; Flux leaves it: driftDetection of HelmRelease randoms/web is off',
      'different Deployment randoms/web', '  /spec/replicas: is 7, git says 1 (kubectl-scale, TIME)', '    charts/app-template/templates/_controllers.tpl:37:1',
      '  HelmRelease/randoms/web; Flux leaves it: driftDetection of HelmRelease randoms/web is off',
      'extra     Secret randoms/left: git does not render it', '  Kustomization/flux-system/randoms',
      'left alone:', '  1 by kustomize.toolkit.fluxcd.io/reconcile: disabled', '  1 by helm.toolkit.fluxcd.io/driftDetection: disabled',
    ]]);
    check('drift: no value of a Secret is printed', planted.out.includes('hunter2') || planted.out.includes('aHVudGVyMg'), false);
    const before = await client.send({ path: '/api/v1/namespaces/flux-system/configmaps/cluster-settings' });
    const stopped = await command('drift', [...at, '--qps', '20'], { interruptMs: 4_000 });
    const later = await client.send({ path: '/api/v1/namespaces/flux-system/configmaps/cluster-settings' });
    check('drift: Ctrl-C ends it, and nothing was changed', [stopped.code, stopped.err.trim(), JSON.stringify(before) === JSON.stringify(later)], [130, 'interrupted', true]);
  } finally {
    client.close();
    fleet.stop();
  }
}

const [etcd, apiserver, kubeseal] = [findBinary('etcd'), findBinary('kube-apiserver'), findBinary('kubeseal')];
if (wants('server')) {
  if (etcd === undefined || apiserver === undefined) console.log('skipped: etcd and kube-apiserver are not in KUBEBUILDER_ASSETS, $ORACLES/bin or PATH, so nothing was asked of a real API server');
  else {
    const server = await startServer({ etcd, apiserver });
    await againstServer(server).finally(() => server.stop());
  }
}
if (wants('seal')) {
  if (kubeseal === undefined) console.log('skipped: kubeseal is not in $ORACLES/bin or PATH, so sealing was not compared with it');
  else for (const [what, actual, expected] of await sealingAgrees(kubeseal)) check(what, actual, expected);
}
if (wants('fleet')) {
  const controller = findBinary('kustomize-controller');
  const charts = process.env['ORACLES'] === undefined ? undefined : join(process.env['ORACLES'], 'charts');
  const missing = [...(controller === undefined ? ['the controllers of Flux ($ORACLES/flux-live/bin)'] : []), ...(charts === undefined || !existsSync(charts) || readdirSync(charts).length === 0 ? ['packaged charts ($ORACLES/charts)'] : []), ...(existsSync(join(shared, 'flux-live')) ? [] : ['../shared/flux-live']), ...['docker-registry', 'kubectl', 'python3'].filter((name) => findBinary(name) === undefined)];
  if (missing.length > 0) console.log(`skipped: the end-to-end test needs ${missing.join(', ')}`);
  else await againstFlux(join(controller!, '..'), charts!);
}
console.log(failed === 0 ? '\nall of it holds' : `\n${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
