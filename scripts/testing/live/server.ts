import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Server } from '../../live/testing/server.ts';
import { configMap, makeRepository, prod } from '../repository.ts';
import { clientOf, command, must, type Suite } from './suite.ts';

/** Facts of an API server that changes. */
export async function againstServer({ check }: Suite, server: Server): Promise<void> {
  const client = await clientOf(server.kubeconfig);
  const repository = makeRepository({ ...prod, 'apps/a.yaml': configMap('a') });
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
    await must(client, 'POST', '/api/v1/namespaces', { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { 'pod-security.kubernetes.io/enforce': 'baseline' } } });
    await must(client, 'POST', '/api/v1/namespaces/shop/resourcequotas', { apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'small', namespace: 'shop' }, spec: { hard: { pods: '1' } } });
    const changed = await command('schemas-pull', [...here, server.kubeconfig, '--check']);
    check('facts: --check of a cluster that changed', [changed.code, changed.out.split('\n').slice(0, 2)], [1, ['Namespace shop is new', 'ResourceQuota shop/small is new']]);
    const half = await command('schemas-pull', [...here, server.kubeconfigFor({ token: 'ci-token' })]);
    check('facts: what RBAC does not allow is named, and the rest is written', [half.code, half.err.split('\n').includes('not read: limitranges: user "ci" may not list limitranges in the whole cluster; docs/live.md has the Role'), existsSync(join(repository.root, 'facts', 'prod.json'))], [2, true, true]);
  } finally {
    client.close();
    repository.remove();
  }
}
