import type { Stage } from './stage.ts';
import { command, must } from './suite.ts';

/** What a person changes in a cluster by hand is found, with the line of git and what Flux will make of it. */
export async function planted({ suite: { check }, client, at }: Stage): Promise<void> {
  const patch = (path: string, body: object, manager: string) => must(client, 'PATCH', `${path}?fieldManager=${manager}`, body, 'application/merge-patch+json');
  await patch('/api/v1/namespaces/flux-system/configmaps/cluster-settings', { data: { EXTERNAL_DOMAIN: 'evil.example', NEW: 'x' } }, 'kubectl-edit');
  await patch('/apis/apps/v1/namespaces/randoms/deployments/web', { spec: { replicas: 7 } }, 'kubectl-scale');
  await patch('/apis/apps/v1/namespaces/randoms/deployments/api', { metadata: { annotations: { 'helm.toolkit.fluxcd.io/driftDetection': 'disabled' } }, spec: { replicas: 7 } }, 'kubectl-scale');
  await patch('/apis/traefik.io/v1alpha1/namespaces/networking/middlewares/ipwhitelist', { metadata: { annotations: { 'kustomize.toolkit.fluxcd.io/reconcile': 'disabled' } }, spec: { ipAllowList: { sourceRange: ['0.0.0.0/0'] } } }, 'kubectl-edit');
  await must(client, 'DELETE', '/api/v1/namespaces/randoms/services/web');
  await must(client, 'POST', '/api/v1/namespaces/randoms/secrets', { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'left', labels: { 'kustomize.toolkit.fluxcd.io/name': 'randoms', 'kustomize.toolkit.fluxcd.io/namespace': 'flux-system' } }, stringData: { password: 'hunter2' } });
  const found = await command('drift', at);
  check('drift: what was changed is found, with its line; what Flux leaves is told', [found.code, found.out.replace(/\d{4}-\d\d-\d\dT[\d:]+Z/g, 'TIME').split('\n').filter((line) => !/^(homelab|$)/.test(line))], [1, [
    'different ConfigMap flux-system/cluster-settings',
    '  /data/EXTERNAL_DOMAIN: is "evil.example", git says "example.com" (kubectl-edit, TIME)', '    clusters/homelab/settings.yaml:9:20',
    '  /data/NEW: is "x", git has no such field (kubectl-edit, TIME)', '  Kustomization/flux-system/flux-system; Flux takes it back',
    'missing   Service randoms/web', '  apps/randoms/base/web/helmrelease.yaml:71:11; HelmRelease/randoms/web; Flux leaves it: driftDetection of HelmRelease randoms/web is off',
    'different Deployment randoms/web', '  /spec/replicas: is 7, git says 1 (kubectl-scale, TIME)', '    charts/app-template/templates/_controllers.tpl:37:1',
    '  HelmRelease/randoms/web; Flux leaves it: driftDetection of HelmRelease randoms/web is off',
    'extra     Secret randoms/left: git does not render it', '  Kustomization/flux-system/randoms',
    'left alone:', '  1 by kustomize.toolkit.fluxcd.io/reconcile: disabled', '  1 by helm.toolkit.fluxcd.io/driftDetection: disabled',
  ]]);
  check('drift: no value of a Secret is printed', found.out.includes('hunter2') || found.out.includes('aHVudGVyMg'), false);
  const before = await must(client, 'GET', '/api/v1/namespaces/flux-system/configmaps/cluster-settings');
  const stopped = await command('drift', [...at, '--qps', '20'], { interruptMs: 4_000 });
  const later = await must(client, 'GET', '/api/v1/namespaces/flux-system/configmaps/cluster-settings');
  check('drift: Ctrl-C ends it, and nothing was changed', [stopped.code, stopped.err.trim(), JSON.stringify(before) === JSON.stringify(later)], [130, 'interrupted', true]);
}
