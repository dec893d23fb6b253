import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { json, serveFake } from '../testing/fake.ts';
import { freePort } from '../testing/fleet.ts';
import { lacking } from './apply.ts';
import { openGitea, planOf, planText } from './index.ts';
import { readUrl, webhookPath } from './plan.ts';

const manifest = (object: JsonObject, name = 'flux-system', kind: 'Kustomization' | 'HelmRelease' = 'Kustomization'): Manifest => ({ object, unit: { kind, namespace: 'flux-system', name }, originOf: () => ({ certainty: 'exact', steps: [{ kind: 'resource', place: { file: 'clusters/prod/flux.yaml', line: 1, column: 1 } }] }) });
const instance = (url: string, secret = 'flux-system') => manifest({ apiVersion: 'fluxcd.controlplane.io/v1', kind: 'FluxInstance', metadata: { name: 'flux', namespace: 'flux-system' }, spec: { sync: { url, path: 'clusters/prod', ...(secret !== '' && { pullSecret: secret }) } } });
const definition = manifest({ apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: 'fluxinstances' }, spec: { names: { kind: 'FluxInstance' } } }, 'flux-operator', 'HelmRelease');
const receiver = manifest({ apiVersion: 'notification.toolkit.fluxcd.io/v1', kind: 'Receiver', metadata: { name: 'push', namespace: 'flux-system' }, spec: { secretRef: { name: 'push-token' } } });
const plan = (url: string, more: Manifest[] = []) => planOf('prod', { manifests: [instance(url), definition, ...more], units: [] }, undefined);

test('the steps, as commands that can be run again', () => {
  const made = plan('ssh://git@git.example.com:2222/ops/gitops.git', [receiver]);
  expect(typeof made === 'string' ? made : planText(made)).toBe(`# 1. the namespace flux-system
kubectl get namespace flux-system || kubectl create namespace flux-system

# 2. a deploy key that may read ops/gitops and nothing else
ssh-keygen -q -t ed25519 -N '' -C flux-prod -f ./flux-prod
curl -fsS -X POST -H "Authorization: token $GITEA_TOKEN" -H 'Content-Type: application/json' https://git.example.com/api/v1/repos/ops/gitops/keys --data "{\\"title\\":\\"flux-prod\\",\\"read_only\\":true,\\"key\\":\\"$(cat flux-prod.pub)\\"}"
kubectl create secret generic flux-system --namespace flux-system --from-file identity=flux-prod --from-file identity.pub=flux-prod.pub --from-file known_hosts

# 3. flux-operator, as HelmRelease/flux-system/flux-operator will have it (1 objects)
npm run --silent render -- HelmRelease/flux-system/flux-operator --cluster prod | kubectl apply --server-side --field-manager helm-controller --filename -

# 4. the FluxInstance flux, which installs Flux and syncs clusters/prod
kubectl apply --server-side --field-manager kustomize-controller --filename clusters/prod/flux.yaml
kubectl wait --namespace flux-system fluxinstance/flux --for condition=Ready --timeout 5m

# 5. a webhook on ops/gitops for Receiver flux-system/push
npm run bootstrap -- --apply --webhook-url https://HOST does it, where HOST leads to notification-controller
`);
});

test('what a plan lacks', () => {
  expect(planOf('prod', { manifests: [], units: [] }, undefined)).toBe('the cluster prod has no FluxInstance: write one into its entry folder (https://fluxcd.control-plane.io/operator/fluxinstance/)');
  expect(planOf('prod', { manifests: [instance('https://git.example.com/x')], units: [] }, undefined)).toBe('spec.sync.url of FluxInstance flux-system/flux is no https or ssh address of a repository: "https://git.example.com/x"');
  const skipped = { id: { kind: 'HelmRelease', namespace: 'flux-system', name: 'flux-operator' }, outcome: 'skipped', manifests: [], problems: [{ code: 'helm/chart-not-fetched', message: 'chart flux-operator 0.49.0 was not fetched' }] } as const;
  expect(planOf('prod', { manifests: [instance('https://git.example.com/a/b')], units: [skipped] }, undefined)).toBe('HelmRelease/flux-system/flux-operator, which brings the definition of FluxInstance, was not rendered: chart flux-operator 0.49.0 was not fetched');
  expect(planOf('prod', { manifests: [instance('https://git.example.com/a/b')], units: [] }, undefined)).toBe('no HelmRelease of the cluster prod brings the definition of FluxInstance: add a HelmRelease of the chart flux-operator');
  const options = { waitMs: 0, say: () => undefined };
  const https = plan('https://git.example.com/a/b.git');
  const ssh = plan('git@git.example.com:a/b.git', [receiver]);
  if (typeof https === 'string' || typeof ssh === 'string') throw new Error('no plan');
  expect(lacking(https, options, false)).toBe('the Secret flux-system is not in the cluster: give the log-in of a user that may read a/b in GIT_USERNAME and GIT_PASSWORD');
  expect(lacking(https, options, true)).toBe(undefined);
  expect(lacking(ssh, options, true)).toBe('a deploy key is made through the API of https://git.example.com: give a token in GITEA_TOKEN');
  const gitea = openGitea(ssh.git, 't', 100);
  expect(lacking(ssh, { ...options, gitea }, false)).toBe('give the host keys of the git server with --known-hosts FILE (ssh-keyscan HOST, compared with what the server itself shows)');
  expect(lacking(ssh, { ...options, gitea, knownHosts: 'x', webhookUrl: 'https://x' }, false)).toBe(undefined);
  expect(lacking({ ...https, webhooks: ssh.webhooks }, { ...options, webhookUrl: 'https://x' }, true)).toBe('the webhook is made through the API of https://git.example.com: give a token in GITEA_TOKEN');
});

test('addresses of repositories', () => {
  const read = (url: string) => {
    const git = readUrl(url, '', undefined);
    return git === undefined ? undefined : `${git.scheme} ${git.api} ${git.owner}/${git.repository}`;
  };
  expect(read('https://git.example.com:3000/ops/gitops.git')).toBe('https https://git.example.com:3000 ops/gitops');
  expect(read('git@git.example.com:ops/gitops.git')).toBe('ssh https://git.example.com ops/gitops');
  expect([read('oci://x/a/b'), read('https://x/a/b/c'), read(''), read('file:///a/b')]).toEqual([undefined, undefined, undefined, undefined]);
});

test('the path of a webhook is that of notification-controller', () => {
  expect(webhookPath('token', { namespace: 'ns', name: 'name', secret: '' })).toBe('/hook/9f3f1bb97bc2396f3fa58dc72a9c08a57c02e524af1250535429cdb90db6028e');
});

describe('the git server', () => {
  const git = readUrl('https://x/ops/gitops', '', undefined)!;
  test('is asked before it is told, so that nothing is made twice', async () => {
    const keys = [{ key: 'ssh-ed25519 AAAA flux' }];
    const fake = await serveFake((request, response) => (request.method === 'GET' ? json(response, request.url!.includes('/keys') ? keys : []) : json(response, {}, 201)));
    const gitea = openGitea({ ...git, api: fake.url }, 't', 1_000);
    expect([await gitea.deployKey('flux', 'ssh-ed25519 AAAA other comment'), await gitea.deployKey('flux', 'ssh-ed25519 BBBB'), await gitea.webhook('https://f/hook/x', 's')]).toEqual([{ ok: true, value: 'there' }, { ok: true, value: 'made' }, { ok: true, value: 'made' }]);
    expect(fake.asked).toEqual(['GET /api/v1/repos/ops/gitops/keys?limit=50', 'GET /api/v1/repos/ops/gitops/keys?limit=50', 'POST /api/v1/repos/ops/gitops/keys', 'GET /api/v1/repos/ops/gitops/hooks?limit=50', 'POST /api/v1/repos/ops/gitops/hooks']);
    await fake.close();
  });
  test.each([
    [401, 'URL does not accept GITEA_TOKEN'], [404, 'URL has no repository ops/gitops, or GITEA_TOKEN may not see it'], [422, 'URL refused: 422 no'],
    [403, 'GITEA_TOKEN may not change ops/gitops: it needs the scope write:repository, and its user must be an administrator of the repository'],
  ])('that answers %d', async (status, message) => {
    const fake = await serveFake((_, response) => json(response, { message: 'no' }, status));
    const answer = await openGitea({ ...git, api: fake.url }, 't', 1_000).deployKey('a', 'b');
    expect(answer.ok ? '' : answer.failure.message.replace(fake.url, 'URL')).toBe(message);
    await fake.close();
  });
  test('that hangs, or is not there', async () => {
    const fake = await serveFake(() => undefined);
    const hung = await openGitea({ ...git, api: fake.url }, 't', 100).deployKey('a', 'b');
    expect(hung.ok ? '' : hung.failure.message.replace(fake.url, 'URL')).toBe('URL did not answer within 0.1 s');
    await fake.close();
    // another port: a connection to the old one may still be there to be reset
    const api = `http://127.0.0.1:${await freePort()}`;
    const gone = await openGitea({ ...git, api }, 't', 1_000).deployKey('a', 'b');
    expect(gone.ok ? '' : gone.failure.message.replace(api, 'URL')).toBe('URL cannot be reached: ECONNREFUSED');
  });
});
