import { describe, expect, test } from 'vitest';
import { judge } from './causes.ts';
import { holds, progressOf } from './commit.ts';
import type { FluxObject } from './read.ts';
import { statusText } from './text.ts';

const sha = '3f2c1ab0000000000000000000000000000000aa';
const at = `main@sha1:${sha}`;
const before = 'main@sha1:00000000000000000000000000000000000000bb';

function flux(key: string, more: Partial<FluxObject> = {}): FluxObject {
  const [kind, namespace, name] = key.split('/') as [string, string, string];
  return { kind, namespace, name, state: 'ready', reason: 'ReconciliationSucceeded', message: '', revision: at, attempted: '', since: '2026-11-21T07:00:00Z', lastHandled: '', needs: [], ...more };
}

const source = 'GitRepository/flux-system/flux-system';
const unit = (name: string, more: Partial<FluxObject> = {}) => flux(`Kustomization/flux-system/${name}`, { source, needs: [source], parent: 'Kustomization/flux-system/flux-system', ...more });
const root = unit('flux-system', { path: './clusters/homelab' });
const rootKey = 'Kustomization/flux-system/flux-system';
const failedRelease = flux('HelmRelease/cert-manager/cert-manager', { state: 'failed', reason: 'InstallFailed', message: 'Helm install failed: context deadline exceeded\nmore', revision: '', parent: 'Kustomization/flux-system/controllers' });
const broken = [
  flux(source), root, failedRelease,
  unit('controllers', { state: 'working', reason: 'Progressing', message: 'Running health checks' }),
  unit('configs', { state: 'waiting', reason: 'DependencyNotReady', message: "dependency 'flux-system/controllers' is not ready", revision: before, needs: ['Kustomization/flux-system/controllers', source] }),
  unit('apps', { state: 'waiting', reason: 'DependencyNotReady', message: 'x', revision: '', needs: ['Kustomization/flux-system/configs', source] }),
];

test('the cause comes first, then what waits for it, each with the whole chain', () => {
  const objects = judge(broken, [
    { kind: 'HelmRelease', namespace: 'cert-manager', name: 'cert-manager', place: 'infrastructure/cert-manager.yaml:1' },
    { kind: 'HelmRelease', namespace: 'web', name: 'web', parent: 'Kustomization/flux-system/apps', place: 'apps/web.yaml:1' },
  ]);
  expect(statusText({ cluster: 'homelab', context: 'home', kubernetes: '1.35.4', revision: at, objects, notRead: ['user "ci" may not list buckets'] }, false)).toBe(`homelab  context "home", Kubernetes 1.35.4: 2 of 7 ready, 1 failed, 1 missing, 2 waiting, 1 working
  live     ${at}
  failed   HelmRelease/cert-manager/cert-manager  InstallFailed: Helm install failed: context deadline exceeded; holds up 4
           infrastructure/cert-manager.yaml:1, since 2026-11-21T07:00:00Z
  missing  HelmRelease/web/web                    waits for Kustomization/flux-system/apps, which waits for Kustomization/flux-system/configs, which waits for Kustomization/flux-system/controllers, which waits for HelmRelease/cert-manager/cert-manager
  working  Kustomization/flux-system/controllers  waits for HelmRelease/cert-manager/cert-manager; holds up 3
  waiting  Kustomization/flux-system/configs      waits for Kustomization/flux-system/controllers, which waits for HelmRelease/cert-manager/cert-manager; holds up 2
  waiting  Kustomization/flux-system/apps         waits for Kustomization/flux-system/configs, which waits for Kustomization/flux-system/controllers, which waits for HelmRelease/cert-manager/cert-manager; holds up 1
  not read user "ci" may not list buckets
`);
});

test('a circle of waiting ends', () => {
  const circle = [unit('a', { state: 'waiting', needs: ['Kustomization/flux-system/b'] }), unit('b', { state: 'waiting', needs: ['Kustomization/flux-system/a'] })];
  expect(judge(circle, []).map(({ name, blockedBy }) => [name, blockedBy])).toEqual([['a', ['Kustomization/flux-system/b']], ['b', ['Kustomization/flux-system/a']]]);
});

describe('a commit', () => {
  const line = (objects: readonly FluxObject[], commit = sha) => {
    const { state, line } = progressOf(objects, rootKey, commit);
    return `${state}: ${line}`;
  };
  test('is not fetched, on its way, live, or failed', () => {
    expect(line([])).toBe('coming: Kustomization/flux-system/flux-system is not in the cluster');
    expect(line([flux(source, { revision: before }), root])).toBe(`coming: commit 3f2c1ab00000 is not fetched yet: GitRepository/flux-system/flux-system has ${before}`);
    expect(line([flux(source, { state: 'failed', reason: 'GitOperationFailed', message: 'no such host', revision: before }), root])).toBe('failed: GitRepository/flux-system/flux-system: GitOperationFailed: no such host');
    expect(line([flux(source), root, unit('apps', { revision: before })])).toBe('coming: commit 3f2c1ab00000: applied by 1 of 2 Kustomizations, 0 failed, 0 not ready');
    expect(line([flux(source), root, unit('apps')])).toBe('live: commit 3f2c1ab00000 is live: 2 Kustomizations have applied it, everything is ready');
    expect(line([flux(source), root, unit('apps')], '')).toBe(`live: ${at} is live: 2 Kustomizations have applied it, everything is ready`);
    expect(line(broken)).toBe('coming: commit 3f2c1ab00000: applied by 2 of 4 Kustomizations, 1 failed, 3 not ready');
    const settled = broken.map((each) => (each.name === 'controllers' ? { ...each, state: 'failed' as const, reason: 'HealthCheckFailed', attempted: at } : each));
    expect(line(settled)).toBe('failed: commit 3f2c1ab00000: applied by 2 of 4 Kustomizations, 2 failed, 2 not ready; first HelmRelease/cert-manager/cert-manager: InstallFailed: Helm install failed: context deadline exceeded');
  });

  test('that failed for an older commit is only not ready yet', () => {
    const old = unit('apps', { state: 'failed', reason: 'BuildFailed', revision: before, attempted: before });
    expect(line([flux(source), root, old])).toBe('coming: commit 3f2c1ab00000: applied by 1 of 2 Kustomizations, 0 failed, 1 not ready');
  });

  test('is known by its beginning', () => {
    expect([holds(at, '3f2c1ab'), holds(at, '3F2C1AB'), holds(at, 'ff'), holds('4.6.2', '4'), holds(at, '')]).toEqual([true, true, false, false, false]);
  });
});
