import { expect, it } from 'vitest';
import { configMap, runOver, syncOf } from '../testing/repository.ts';
import { fluxVersionOf } from './flux-version.ts';

const source = 'apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: config, namespace: flux-system}\nspec: {interval: 1m, url: "https://git.example.com/a/b"}\n';
const controller = (version: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: kustomize-controller, namespace: flux-system, labels: {app.kubernetes.io/part-of: flux, app.kubernetes.io/version: ${version}}}
spec:
  selector: {matchLabels: {app: kustomize-controller}}
  template: {metadata: {labels: {app: kustomize-controller}}, spec: {containers: [{name: manager, image: "ghcr.io/fluxcd/kustomize-controller:v1.0.0"}]}}
`;
const own = (more: string) => syncOf('flux-system', './clusters/prod', more).replace('name: flux-system}\n', 'name: config}\n').replace('kind: GitRepository, name: flux-system', 'kind: GitRepository, name: config');
const sealed = 'apiVersion: v1\nkind: Secret\nmetadata: {name: key, namespace: flux-system}\ndata: {key: "ENC[AES256_GCM,data:x,iv:x,tag:x,type:str]"}\nsops: {mac: x, version: 3.9.0}\n';
const entry = { entry: 'clusters/prod' };

async function over(files: Readonly<Record<string, string>>) {
  const { lines, report } = await runOver(files, entry);
  return { lines: lines.filter((line) => / (?:flux|schema|secret)\//.test(line)), flux: report.clusters[0]?.fluxVersion, units: report.clusters[0]?.units.map(({ name, outcome, manifests }) => `${name} ${outcome} ${manifests}`) };
}

it('an entry that is named takes the decryption and the source that its own root brings', async () => {
  const files = {
    'clusters/prod/flux.yaml': `${own('  decryption: {provider: sops}\n  postBuild: {substitute: {a: b}}\n')}---\n${source}`,
    'clusters/prod/secret.yaml': sealed, 'clusters/prod/apps.yaml': syncOf('apps', './apps').replace('name: flux-system}\n', 'name: config}\n').replace('GitRepository, name: flux-system', 'GitRepository, name: config'), 'apps/settings.yaml': configMap('settings'),
  };
  expect(await over(files)).toEqual({ lines: [], flux: '2.9', units: ['flux-system rendered 4', 'apps rendered 1'] });
});

it('the Flux that the repository installs decides what a variable without value is', async () => {
  const files = (version: string) => ({
    'clusters/prod/flux.yaml': `${own('  postBuild: {substitute: {a: b}}\n')}---\n${source}---\n${controller(version)}`,
    'clusters/prod/settings.yaml': configMap('settings').replace('a: b', 'a: "${UNKNOWN}"'),
  });
  const old = await over(files('v2.8.8'));
  expect([old.flux, old.units, old.lines]).toEqual(['2.8', ['flux-system rendered 4'], ['clusters/prod/settings.yaml:4:12 flux/variable-undefined: variable UNKNOWN is not defined for Kustomization/flux-system/flux-system, so nothing stands in its place']]);
  const now = await over(files('v2.9.1'));
  expect([now.flux, now.units]).toEqual(['2.9', ['flux-system failed 0']]);
});

it('reads the version of Flux from validate.yaml, a FluxInstance, or takes the one it follows', () => {
  const holding = (version: string) => (group: string) => (group === 'apps' ? undefined : { spec: { distribution: { version } } });
  expect(['2.7.x', '2.6.1', '2.x', ''].map((version) => fluxVersionOf('', holding(version)))).toEqual(['2.7', '2.6', '2.9', '2.9']);
  expect(fluxVersionOf('2.5', holding('2.7.x'))).toBe('2.5');
});
