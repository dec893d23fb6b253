import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseAllDocuments } from 'yaml';
import type { Client } from '../../live/connect/index.ts';
import { discover } from '../../live/objects/discovery.ts';
import { list } from '../../live/objects/list.ts';
import type { Server } from '../../live/testing/server.ts';
import { makeRepository, prod, syncOf } from '../repository.ts';
import { clientOf, command, lastLine, must, root, until, type Ran, type Suite } from './suite.ts';

/** ConfigMaps in the cluster, and the namespaces that they are in. */
const [objects, namespaces] = [50_000, 500];
/** Of which Flux has labelled one in this many; git has `rendered` of them. */
const every = 5;
const rendered = 300;
const units = 1_000;
/** Namespaces and priority classes that a new server has. */
const own = 6;

/** Prints what a process took when it ends: `TOOK {"cpu": s, "mb": MB}`. */
const meter = `data:text/javascript,${encodeURIComponent('process.on("exit",()=>{const u=process.resourceUsage();process.stderr.write("TOOK "+JSON.stringify({cpu:(u.userCPUTime+u.systemCPUTime)/1e6,mb:u.maxRSS/1024})+"\\n")})')}`;

/** The commands in a cluster of 50,000 objects: whole, in pages, and with bounded memory. */
export async function many({ check, note }: Suite, server: Server): Promise<void> {
  const client = await clientOf(server.kubeconfig);
  const name = (i: number): string => `n${i % namespaces}/m${i}`;
  const files = Object.fromEntries(Array.from({ length: rendered }, (_, i): [string, string] => {
    const [namespace, own] = name(i * every).split('/');
    return [`apps/${own}.yaml`, `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${own}, namespace: ${namespace}}\ndata: {a: b}\n`];
  }));
  const repository = makeRepository({ ...prod, 'clusters/prod/apps.yaml': syncOf('apps', './apps'), ...files });
  const at = ['--path', repository.root, '--kubeconfig', server.kubeconfig];
  const run = async (script: string, args: readonly string[]): Promise<Ran> => {
    const started = performance.now();
    const ran = await command(script, [...at, ...args], { env: { NODE_OPTIONS: `--import=${meter}` } });
    const { cpu, mb } = JSON.parse(/^TOOK (.*)$/m.exec(ran.err)?.[1] ?? '{}') as { cpu: number; mb: number };
    note(`${script}: ${((performance.now() - started) / 1000).toFixed(1)} s, ${cpu.toFixed(1)} s of CPU, ${Math.round(mb)} MB at most`);
    check(`${script}: less than 700 MB`, mb < 700, true);
    return { ...ran, err: ran.err.replace(/^TOOK .*\n/m, '') };
  };
  try {
    console.log(`\n${objects} objects in ${namespaces} namespaces, ${objects / every} of them labelled by Flux, ${units} Kustomizations`);
    const started = performance.now();
    await fill(client, name);
    note(`filled in ${Math.round((performance.now() - started) / 1000)} s`);
    const discovery = await discover(client);
    const maps = discovery.ok ? await list(client, discovery.value.find('v1', 'ConfigMap')!, { labels: 'many=yes', metadataOnly: true }) : undefined;
    check('a list of them all, in pages', maps?.ok === true && maps.value.length, objects);

    const facts = await run('schemas-pull', []);
    check('schemas:pull', [facts.code, facts.err, /, (\d+) objects, from/.exec(facts.out)?.[1]], [0, '', String(namespaces + own)]);
    const drift = await run('drift', ['--format', 'json']);
    const told = JSON.parse(drift.out) as { compared: number; drifts: { is: string; object: { kind: string } }[]; notCompared: string[] };
    check('drift: what Flux labelled and git does not have, each once', [drift.code, told.compared, told.drifts.filter(({ is }) => is === 'missing').length, told.drifts.filter(({ is }) => is === 'extra').length, told.notCompared], [1, rendered + 2, 2, objects / every - rendered + units, []]);
    const status = await run('status', ['--offline']);
    check('status', [status.code, status.out.split('\n', 1)], [1, [`prod  context "live", Kubernetes ${client.version}: ${units} of ${units + 2} ready, 2 missing`]]);
    const verdict = await run('validate', ['--live', '--all', '--offline', '--quiet']);
    check('validate --live --all', lastLine(verdict.out).replace(/^.*?: /, ''), `${rendered} of ${rendered + 2} objects judged by both, ${rendered} alike (0 refused by the server), 0 disagreements`);
  } finally {
    client.close();
    repository.remove();
  }
}

async function fill(client: Client, name: (i: number) => string): Promise<void> {
  const crds = join(root, '..', 'shared', 'flux-live', 'crds');
  for (const file of readdirSync(crds).filter((each) => /^(kustomize|source)/.test(each))) {
    for (const document of parseAllDocuments(readFileSync(join(crds, file), 'utf8'))) await must(client, 'POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', document.toJS() as object);
  }
  await must(client, 'POST', '/apis/apiextensions.k8s.io/v1/customresourcedefinitions', { apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'fluxinstances.fluxcd.controlplane.io' }, spec: { group: 'fluxcd.controlplane.io', scope: 'Namespaced', names: { plural: 'fluxinstances', kind: 'FluxInstance' }, versions: [{ name: 'v1', served: true, storage: true, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } }] } });
  const kustomizations = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/default/kustomizations';
  await until('Kustomizations are served', async () => ((await client.send({ path: kustomizations })).ok ? true : undefined));
  await inLanes(namespaces, (i) => must(client, 'POST', '/api/v1/namespaces', { metadata: { name: `n${i}` } }));
  await inLanes(objects, (i) => {
    const [namespace, own] = name(i).split('/');
    const isOurs = i % every === 0;
    const group = isOurs && i / every < rendered ? 'kustomize' : i % (2 * every) === 0 ? 'kustomize' : 'helm';
    const labels = { many: 'yes', ...(isOurs && { [`${group}.toolkit.fluxcd.io/name`]: 'apps', [`${group}.toolkit.fluxcd.io/namespace`]: 'flux-system' }) };
    const body = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: own, namespace, labels }, data: { a: 'b', filler: 'x'.repeat(1_000) } };
    return must(client, 'POST', `/api/v1/namespaces/${namespace}/configmaps?fieldManager=filler`, body);
  });
  const labels = { 'kustomize.toolkit.fluxcd.io/name': 'apps', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' };
  await inLanes(units, async (i) => {
    await must(client, 'POST', kustomizations, { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: { name: `k${i}`, labels }, spec: { interval: '1h', path: './x', prune: true, sourceRef: { kind: 'GitRepository', name: 'x' } } });
    await must(client, 'PATCH', `${kustomizations}/k${i}/status`, { status: { observedGeneration: 1, lastAppliedRevision: 'main@sha1:00', conditions: [{ type: 'Ready', status: 'True', reason: 'ReconciliationSucceeded', message: 'ok', lastTransitionTime: '2026-01-01T00:00:00Z' }] } }, 'application/merge-patch+json');
  });
}

/** Does something many times, a few at once. */
async function inLanes(times: number, act: (i: number) => Promise<unknown>): Promise<void> {
  let next = 0;
  await Promise.all(Array.from({ length: 16 }, async () => {
    while (next < times) await act(next++);
  }));
}
