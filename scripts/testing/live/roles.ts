import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import type { Stage } from './stage.ts';
import { command, lastLine, must, root } from './suite.ts';

/** Each command with nothing but the Role that docs/live.md gives it, and what is said without it. */
export async function roles({ suite: { check }, fleet, client, at }: Stage): Promise<void> {
  const page = readFileSync(join(root, 'docs', 'live.md'), 'utf8');
  const granted = [...page.matchAll(/```yaml\n([^`]*)```/g)].map(([, yaml]) => parse(yaml!) as { kind?: string; metadata?: { name: string } } | null);
  const asCi = join(fleet.folder, 'ci.kubeconfig');
  const own = parse(readFileSync(fleet.kubeconfig, 'utf8')) as { users: { user: object }[] };
  Object.assign(own.users[0]!.user, { as: 'ci' });
  writeFileSync(asCi, JSON.stringify(own));
  const ci = [...at.slice(0, -1), asCi];
  const withRole = async (name: string, use: () => Promise<void>): Promise<void> => {
    const rbac = '/apis/rbac.authorization.k8s.io/v1';
    await must(client, 'POST', `${rbac}/clusterroles`, granted.find((each) => each?.kind === 'ClusterRole' && each.metadata?.name === name)!);
    await must(client, 'POST', `${rbac}/clusterrolebindings`, { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'ClusterRoleBinding', metadata: { name }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name }, subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'ci' }] });
    // RBAC learns of a binding by a watch.
    await new Promise((settle) => setTimeout(settle, 1_000));
    await use();
    await must(client, 'DELETE', `${rbac}/clusterrolebindings/${name}`);
    await new Promise((settle) => setTimeout(settle, 1_000));
  };
  const nothing = 'user "ci" may not list kustomizations (group kustomize.toolkit.fluxcd.io) in the whole cluster; docs/live.md has the Role';
  const status = await command('status', [...ci, '--offline']);
  check('status without a Role: what is missing is said, exit 2', [status.code, status.out.includes(`not read ${nothing}`)], [2, true]);
  const drift = await command('drift', ci);
  check('drift without a Role: each verb and resource once, exit 2', [drift.code, drift.out.includes('user "ci" may not get deployments (group apps) "web" in namespace randoms; docs/live.md has the Role'), lastLine(drift.out).replace(/\d+ objects/, 'N objects')], [2, true, 'homelab, context "fl", Kubernetes 1.35.4: 0 of N objects compared, 0 equal; partial']);
  await withRole('gitops-facts', async () => {
    check('facts with the Role of the docs', (await command('schemas-pull', [...ci, '--check'])).err, '');
  });
  await withRole('gitops-status', async () => {
    check('status with the Role of the docs', (await command('status', [...ci, '--commit', fleet.commit])).out.includes('not read'), false);
  });
  await withRole('gitops-drift', async () => {
    const { code, out } = await command('drift', ci);
    check('drift with the Role of the docs', [code, lastLine(out).replace(/\d+/g, 'N')], [0, 'homelab, context "fl", Kubernetes N.N.N: N objects compared, N equal, no drift']);
  });
  await withRole('gitops-verdict', async () => {
    const { out } = await command('validate', [...ci, '--live', '--all', '--quiet']);
    check('validate --live with the Role of the docs', [out.includes('not asked'), /(\d+) of \1 objects judged by both, \1 alike/.test(lastLine(out))], [false, true]);
  });
}
