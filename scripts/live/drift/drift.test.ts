import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { UnitResult } from '../../model/unit.ts';
import { exempt } from '../objects/apply.ts';
import { compareObjects, inManifest } from '../objects/compare.ts';
import { desiredOf } from './desired.ts';
import { ignoredPaths, type IgnoreRule, removeAt, selects } from './ignore.ts';
import { type DriftReport, driftText, failing } from './index.ts';
import { addedByKubectl, ownerOf } from './owners.ts';

const web = (spec: JsonObject, metadata: JsonObject = {}): JsonObject => ({ apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop', ...metadata }, spec });

describe('what differs', () => {
  test('nothing and empty are the same; status and other metadata do not count', () => {
    expect(compareObjects({ ...web({ a: 1, list: [] }, { generation: 1 }), status: { x: 1 } }, web({ a: 1, map: {} }, { generation: 2 }))).toEqual([]);
  });
  test('fields, labels, items of lists, each with its pointer', () => {
    expect(compareObjects(web({ replicas: 3, args: ['a', 'b'], env: [{ name: 'A' }] }, { labels: { 'a/b': 'x' } }), web({ replicas: 2, args: ['a'], env: [{ name: 'A', value: '1' }, { name: 'B' }] }))).toEqual([
      { pointer: '/metadata/labels/a~1b', live: 'x' },
      { pointer: '/spec/replicas', live: 3, git: 2 },
      { pointer: '/spec/args', live: ['a', 'b'], git: ['a'] },
      { pointer: '/spec/env/0/value', git: '1' },
      { pointer: '/spec/env/1', git: { name: 'B' } },
    ]);
  });
  test('hostile keys are keys', () => {
    const odd = JSON.parse('{"kind":"ConfigMap","data":{"__proto__":"a","constructor":"b"}}') as JsonObject;
    expect(compareObjects(odd, { kind: 'ConfigMap', data: {} })).toEqual([{ pointer: '/data', live: odd['data'], git: {} }].flatMap(() => [{ pointer: '/data/__proto__', live: 'a' }, { pointer: '/data/constructor', live: 'b' }]));
  });
  test('a field is found in the manifest although the server orders the list otherwise', () => {
    const applied: JsonObject = { containers: [{ name: 'injected' }, { name: 'web', image: 'a' }] };
    expect(inManifest('/containers/1/image', applied, { containers: [{ name: 'web', image: 'a' }] })).toBe('/containers/0/image');
    expect(inManifest('/containers/0/image', applied, { containers: [] })).toBe('/containers');
  });
});

describe('what Flux is told to ignore', () => {
  test.each([
    ['', true], ['app=web', true], ['app = web', true], ['app==web,tier', true], ['app!=web', false], ['app in (a, web)', true], ['app notin (web)', false], ['!app', false], ['none notin (a)', true], ['app in (web), tier=x', false],
  ])('label selector "%s"', (selector, matches) => {
    expect(selects(selector, { app: 'web', tier: 'front' })).toBe(matches);
  });
  test('paths of the rules whose target matches the object', () => {
    const rules: IgnoreRule[] = [{ paths: ['/spec/replicas'], target: undefined }, { paths: ['/a'], target: { kind: 'Deploy.*', name: 'w' } }, { paths: ['/b'], target: { kind: 'Deploy.*', name: 'w.b', group: 'apps' } }, { paths: ['/c'], target: { kind: '(' } }];
    expect(ignoredPaths(rules, web({}))).toEqual(['/spec/replicas', '/b']);
  });
  test('a path is taken out where it is there', () => {
    expect(removeAt({ a: { b: [1, 2, 3], 'c/d': 1 } }, '/a/b/1')).toEqual({ a: { b: [1, 3], 'c/d': 1 } });
    expect(removeAt({ a: { b: [1, 2, 3], 'c/d': 1 } }, '/a/b/-1')).toEqual({ a: { b: [1, 2], 'c/d': 1 } });
    expect(removeAt({ a: { b: [1], 'c/d': 1 } }, '/a/c~1d')).toEqual({ a: { b: [1] } });
    expect(removeAt({ a: 1 }, '/x/y/z')).toEqual({ a: 1 });
  });
});

const steps = (file: string) => ({ steps: [{ kind: 'resource' as const, place: { file, line: 3, column: 5 } }], certainty: 'exact' as const });
const manifest = (object: JsonObject, kind: 'Kustomization' | 'HelmRelease' = 'Kustomization'): Manifest => ({ object, unit: { kind, namespace: 'flux-system', name: 'apps' }, originOf: (pointer) => steps(pointer === '' ? 'apps/web.yaml' : `apps/web.yaml`) });
const unitOf = (manifests: readonly Manifest[], more: Partial<UnitResult> = {}): UnitResult => ({ id: manifests[0]?.unit ?? { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' }, outcome: 'rendered', manifests, problems: [], ...more });
const desired = (object: JsonObject, flux: JsonObject = {}, kind: 'Kustomization' | 'HelmRelease' = 'Kustomization') => desiredOf([unitOf([manifest(object, kind)])], () => flux).desired[0]!;

describe('what git wants', () => {
  test('is sent as Flux sends it', () => {
    expect(desired({ apiVersion: 'v1', kind: 'Secret', metadata: {}, data: { a: 'eA==' }, stringData: { b: 'y' } }).object['data']).toEqual({ a: 'eA==', b: 'eQ==' });
    expect(desired({ apiVersion: 'v1', kind: 'Service', metadata: {}, spec: { ports: [{ port: 1 }, { port: 2, protocol: 'UDP' }] }, status: {} }).object).toEqual({ apiVersion: 'v1', kind: 'Service', metadata: {}, spec: { ports: [{ port: 1, protocol: 'TCP' }, { port: 2, protocol: 'UDP' }] } });
    expect(desired(web({ template: { spec: { containers: [{ name: 'a', ports: [{ containerPort: 1 }] }] } } })).object['spec']).toEqual({ template: { spec: { containers: [{ name: 'a', ports: [{ containerPort: 1, protocol: 'TCP' }] }] } } });
  });
  test('drift detection modes say what Flux does', () => {
    const of = (mode: string | undefined) => desired(web({}), { spec: mode === undefined ? {} : { driftDetection: { mode } } }, 'HelmRelease').correction;
    expect([of('enabled'), of('warn'), of('disabled'), of(undefined), desired(web({})).correction]).toEqual(['corrects', 'warns', 'leaves', 'leaves', 'corrects']);
  });
  test('annotations and labels exempt an object, in git or in the cluster', () => {
    const note = (key: string, value: string) => web({}, { annotations: { [key]: value } });
    const ssa = 'kustomize.toolkit.fluxcd.io/ssa';
    expect(exempt(desired(note(ssa, 'ignore')), undefined)).toBe(`${ssa}: Ignore`);
    expect(exempt(desired(web({})), note('kustomize.toolkit.fluxcd.io/reconcile', 'disabled'))).toBe('kustomize.toolkit.fluxcd.io/reconcile: disabled');
    expect(exempt(desired(note(ssa, 'IfNotPresent')), web({}))).toBe(`${ssa}: IfNotPresent`);
    expect(exempt(desired(note(ssa, 'IfNotPresent')), undefined)).toBe(undefined);
    expect(exempt(desired(note(ssa, 'Ignore'), {}, 'HelmRelease'), undefined)).toBe(undefined);
    expect(exempt(desired(web({}), {}, 'HelmRelease'), note('helm.toolkit.fluxcd.io/driftDetection', 'disabled'))).toBe('helm.toolkit.fluxcd.io/driftDetection: disabled');
  });
  test('units that are not rendered or go to another cluster are named', () => {
    const remote = desiredOf([unitOf([manifest(web({}))])], () => ({ spec: { kubeConfig: { secretRef: { name: 'x' } } } }));
    expect(remote).toEqual({ desired: [], notCompared: ['Kustomization/flux-system/apps applies to another cluster (spec.kubeConfig)'] });
    expect(desiredOf([unitOf([], { outcome: 'blocked', message: 'waits\nmore' })], () => undefined).notCompared).toEqual(['Kustomization/flux-system/apps is blocked in git: waits']);
  });
});

describe('who changed it', () => {
  const live = web({ replicas: 3, template: { spec: { containers: [{ name: 'web', image: 'b', extra: 1 }] } } }, {
    managedFields: [
      { manager: 'kustomize-controller', operation: 'Apply', time: '2026-01-01T00:00:00Z', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
      { manager: 'kubectl-edit', operation: 'Update', time: '2026-01-02T00:00:00Z', fieldsV1: { 'f:spec': { 'f:replicas': {}, 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"web"}': { '.': {}, 'f:image': {}, 'f:extra': {} } } } } } } },
      { manager: 'hpa', operation: 'Update', subresource: 'status', time: '2026-01-03T00:00:00Z', fieldsV1: { 'f:spec': { 'f:replicas': {} } } },
    ],
  });
  test('the manager of the field, by its managed fields', () => {
    expect(ownerOf(live, '/spec/replicas', 'kustomize-controller')).toBe('kubectl-edit, 2026-01-02T00:00:00Z');
    expect(ownerOf(live, '/spec/template/spec/containers/0/image', 'kustomize-controller')).toBe('kubectl-edit, 2026-01-02T00:00:00Z');
    expect(ownerOf(live, '/spec/paused', 'kustomize-controller')).toBe(undefined);
  });
  test('fields that only kubectl holds are taken away by kustomize-controller', () => {
    const applied = web({}, { managedFields: [{ manager: 'kustomize-controller', operation: 'Apply', fieldsV1: { 'f:spec': { 'f:replicas': {}, 'f:template': { 'f:spec': { 'f:containers': { 'k:{"name":"web"}': { 'f:image': {} } } } } } } }] });
    expect(addedByKubectl(live, { ...applied, spec: live['spec']! })).toEqual(['/spec/template/spec/containers/0/extra']);
  });
});

test('the report: fields with their lines, what Flux does, and in the last line what was compared', () => {
  const kustomized = desired(web({ replicas: 2 }));
  const released = desired(web({ replicas: 2 }), {}, 'HelmRelease');
  const report: DriftReport = {
    cluster: 'homelab', context: 'home', kubernetes: '1.35.4',
    outcomes: [
      { desired: kustomized, outcome: { is: 'equal' } }, { desired: kustomized, outcome: { is: 'missing' } }, { desired: kustomized, outcome: { is: 'exempt', why: 'a rule' } },
      { desired: released, outcome: { is: 'different', fields: [{ pointer: '/spec/replicas', live: 3, git: 2, changedBy: 'kubectl-edit, then' }, { pointer: '/spec/paused', live: true }] } },
      { desired: kustomized, outcome: { is: 'refused', message: 'admission said no' } },
    ],
    extra: [{ ref: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'shop', name: 'old' }, owner: 'Kustomization/flux-system/apps', kept: false }, { ref: { apiVersion: 'v1', kind: 'Namespace', namespace: '', name: 'old' }, owner: 'Kustomization/flux-system/apps', kept: true }],
    notRead: ['user "ci" may not get secrets'], notCompared: ['Kustomization/a/b is blocked in git'],
  };
  expect(driftText(report)).toBe(`missing   Deployment shop/web
  apps/web.yaml:3:5; Kustomization/flux-system/apps; Flux makes it anew

different Deployment shop/web
  /spec/replicas: is 3, git says 2 (kubectl-edit, then)
    apps/web.yaml:3:5
  /spec/paused: is true, git has no such field
  HelmRelease/flux-system/apps; Flux leaves it: driftDetection of HelmRelease flux-system/apps is off

refused   Deployment shop/web: admission said no
  apps/web.yaml:3:5; Kustomization/flux-system/apps

extra     ConfigMap shop/old: git does not render it
  Kustomization/flux-system/apps

extra     Namespace old: git does not render it
  Kustomization/flux-system/apps; Flux is told to keep it

not compared:
  Kustomization/a/b is blocked in git
  user "ci" may not get secrets

left alone:
  1 by a rule

homelab, context "home", Kubernetes 1.35.4: 5 objects compared, 1 equal, 1 missing, 1 different, 1 refused, 2 extra; partial
`);
  expect(failing(report)).toBe(true);
  expect(failing({ ...report, outcomes: report.outcomes.slice(3, 4), extra: report.extra.slice(1) })).toBe(false);
});
