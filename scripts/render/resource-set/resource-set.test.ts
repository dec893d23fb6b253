import { expect, it } from 'vitest';
import { configMap, prod, runOver, syncOf } from '../../testing/repository.ts';

const namespace = 'apiVersion: v1\nkind: Namespace\nmetadata: {name: team-a, labels: {pod-security.kubernetes.io/enforce: restricted}}\n';
const set = (spec: string, name = 'tenants') => `apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSet\nmetadata: {name: ${name}, namespace: flux-system}\nspec:\n${spec}`;
const settings = '{apiVersion: v1, kind: ConfigMap, metadata: {name: "<< inputs.name >>", namespace: team-a}, data: {port: << inputs.port | quote >>}}';

async function over(files: Readonly<Record<string, string>>) {
  const { lines, clusters } = await runOver({ ...prod, 'apps/namespace.yaml': namespace, ...files });
  const units = clusters[0]!.units.filter(({ id }) => id.name !== 'flux-system' && id.name !== 'apps');
  return {
    lines, manifests: units.flatMap(({ manifests }) => manifests),
    units: units.map(({ id, outcome, message, manifests }) => `${id.kind} ${id.name} ${outcome} ${manifests.map(({ object }) => `${String(object['kind'])}/${String((object['metadata'] as { name: string }).name)}`).join(' ')}${outcome === 'rendered' ? '' : `: ${message}`}`),
  };
}

it('makes its resources for each set of inputs, with the line of the template', async () => {
  const { lines, units, manifests } = await over({ 'apps/set.yaml': set(`  commonMetadata: {labels: {team: a}}\n  inputs: [{name: web, port: 80}, {name: web, port: 81}, {name: api, port: 82}]\n  resources:\n    - ${settings}\n`) });
  expect([lines, units]).toEqual([[], ['ResourceSet tenants rendered ConfigMap/web ConfigMap/api']]);
  expect(manifests[1]?.object).toEqual({
    apiVersion: 'v1', kind: 'ConfigMap', data: { port: '82' },
    metadata: { name: 'api', namespace: 'team-a', labels: { team: 'a', 'resourceset.fluxcd.controlplane.io/name': 'tenants', 'resourceset.fluxcd.controlplane.io/namespace': 'flux-system' } },
  });
  const place = (pointer: string) => manifests[1]?.originOf(pointer).steps[0]?.place;
  expect([place('/data/port'), place('/metadata/labels/team')]).toMatchObject([{ file: 'apps/set.yaml', line: 8, column: 112 }, { file: 'apps/set.yaml', line: 5, column: 35 }]);
});

it('what it makes is checked like all else, and units among it are rendered', async () => {
  const { lines, units } = await over({
    'apps/set.yaml': set(`  inputs: [{name: web}]\n  resourcesTemplate: |\n    ${syncOf('<< inputs.name >>', './web').replaceAll('\n', '\n    ').trimEnd()}\n    ---\n    apiVersion: v1\n    kind: Service\n    metadata: {name: << inputs.name >>, namespace: team-a}\n    spec: {portz: 1}\n`),
    'web/settings.yaml': configMap('settings').replace('namespace: default', 'namespace: team-a'),
  });
  expect(units).toEqual(['ResourceSet tenants rendered Kustomization/web Service/web', 'Kustomization web rendered ConfigMap/settings']);
  expect(lines).toEqual(['apps/set.yaml:6:22 schema/unknown-field: spec.portz: unknown field; did you mean "ports"?']);
});

it('permutes the inputs of providers, and applies steps in order', async () => {
  const provider = (name: string, values: string) => `---\napiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSetInputProvider\nmetadata: {name: ${name}, namespace: flux-system, labels: {of: tenants}}\nspec: {type: Static, defaultValues: ${values}}\n`;
  const { lines, units } = await over({
    'apps/set.yaml': set(`  inputStrategy: {name: Permute}\n  inputsFrom: [{selector: {matchLabels: {of: tenants}}}]\n  inputs: [{env: dev}, {env: prod}]\n  steps:\n    - {name: first, resources: [{apiVersion: v1, kind: ConfigMap, metadata: {name: "<< inputs.tenants.env >>-<< inputs.eu_1.region >>", namespace: team-a}}]}\n    - {name: second, resources: [{apiVersion: v1, kind: ConfigMap, metadata: {name: "after-<< inputs.tenants.env >>", namespace: team-a}}]}\n`) + provider('eu-1', '{region: eu}'),
  });
  expect([lines, units]).toEqual([[], ['ResourceSet tenants rendered ConfigMap/dev-eu ConfigMap/prod-eu ConfigMap/after-dev ConfigMap/after-prod']]);
});

it('copies ConfigMaps and Secrets', async () => {
  const copy = (kind: string, from: string) => `    - {apiVersion: v1, kind: ${kind}, metadata: {name: copy, namespace: team-a, annotations: {fluxcd.controlplane.io/copyFrom: ${from}}}}\n`;
  const { lines, manifests } = await over({ 'apps/set.yaml': set(`  resources:\n${copy('ConfigMap', 'team-a/settings')}`), 'apps/settings.yaml': configMap('settings').replace('namespace: default', 'namespace: team-a') });
  expect([lines, manifests[0]?.object['data']]).toEqual([[], { a: 'b' }]);
  const missing = await over({ 'apps/set.yaml': set(`  resources:\n${copy('Secret', 'team-a/registry')}`) });
  expect(missing.lines).toEqual(['apps/set.yaml:6:127 flux/values-from-missing: nothing in this repository makes Secret team-a/registry, which Secret team-a/copy is copied from; declare it under external: in validate.yaml']);
  const declared = await over({ 'apps/set.yaml': set(`  resources:\n${copy('Secret', 'team-a/registry').replace('metadata:', 'type: kubernetes.io/dockerconfigjson, metadata:')}`), 'validate.yaml': 'external:\n  - {kind: Secret, namespace: team-a, name: registry, reason: made when the cluster was}\n' });
  expect([declared.lines, declared.manifests[0]?.object['data']]).toEqual([[], { '.dockerconfigjson': Buffer.from('{"auths":{}}').toString('base64') }]);
  expect(missing.units).toEqual(['ResourceSet tenants failed : reconciliation failed: failed to copy data from Secret/team-a/registry: not found']);
});

it.each([
  ['a key that no input has', `  inputs: [{name: web}]\n  resources:\n    - ${settings}\n`,
    'apps/set.yaml:7:7 flux/unit-failed: failed to build resources[0]: failed to execute template: template: resourceset:3:11: executing "resourceset" at <inputs>: map has no entry for key "port"',
    'failed : build failed: failed to build resources[0]: failed to execute template: template: resourceset:3:11: executing "resourceset" at <inputs>: map has no entry for key "port"'],
  ['a template that makes no YAML', '  resourcesTemplate: "a: ["\n', 'apps/set.yaml:5:22 flux/unit-failed: failed to build resources: failed to read object: "[" has no closing "]"', 'failed : build failed: failed to build resources: failed to read object: "[" has no closing "]"'],
  ['a provider that is not there', `  inputsFrom: [{name: teams}]\n  resources: [${settings}]\n`, 'apps/set.yaml:5:23 flux/values-from-missing: inputsFrom names ResourceSetInputProvider flux-system/teams, which nothing in this cluster renders', 'failed : failed to compute inputs: failed to get provider flux-system/teams: not found'],
  ['a dependency that is not there', '  dependsOn: [{apiVersion: fluxcd.controlplane.io/v1, kind: ResourceSet, name: policies, namespace: flux-system}]\n  resourcesTemplate: "\\n"\n', 'apps/set.yaml:5:80 flux/depends-on-missing: dependsOn names ResourceSet flux-system/policies, which nothing in this cluster renders', 'blocked : Retrying dependency check: dependency fluxcd.controlplane.io/v1/ResourceSet/flux-system/policies not found'],
  ['the same object in two steps', `  inputs: [{name: web, port: 80}]\n  steps:\n    - {name: one, resources: [${settings}]}\n    - {name: two, resources: [${settings}]}\n`,
    'apps/set.yaml:8:31 flux/unit-failed: duplicate resource ConfigMap/team-a/web in step "two", already defined in step "one"', 'failed : build failed: duplicate resource ConfigMap/team-a/web in step "two", already defined in step "one"'],
])('%s', async (_, spec, line, unit) => {
  const { lines, units } = await over({ 'apps/set.yaml': set(spec) });
  expect([lines, units]).toEqual([[line], [`ResourceSet tenants ${unit}`]]);
});

it('says what it cannot look into, and what is switched off', async () => {
  const provider = 'apiVersion: fluxcd.controlplane.io/v1\nkind: ResourceSetInputProvider\nmetadata: {name: pulls, namespace: flux-system}\nspec: {type: GitHubPullRequest, url: "https://github.com/a/b"}\n';
  const said = 'ResourceSet flux-system/tenants takes its inputs from ResourceSetInputProvider pulls, which asks for them elsewhere (GitHubPullRequest), so what it makes was not checked';
  const { lines, units } = await over({ 'apps/set.yaml': `${set(`  inputsFrom: [{name: pulls}]\n  resources: [${settings}]\n`)}---\n${provider}` });
  expect([lines, units]).toEqual([[`apps/set.yaml:5:23 flux/source-external: ${said}`], [`ResourceSet tenants skipped : ${said}`]]);
  const off = await over({ 'apps/set.yaml': set(`  resources: [${settings}]\n`).replace('namespace: flux-system', 'namespace: flux-system, annotations: {fluxcd.controlplane.io/reconcile: disabled}') });
  expect([off.lines, off.units]).toEqual([[], ['ResourceSet tenants suspended : undefined']]);
});
