import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Origin } from '../model/origin.ts';
import type { UnitId } from '../model/ids.ts';
import type { UnitResult } from '../model/unit.ts';
import { isLasting, manifestsYaml, unitsJson } from './manifests.ts';
import { comesFrom, select } from './select.ts';

const apps: UnitId = { kind: 'Kustomization', namespace: 'flux-system', name: 'apps' };

function manifest(object: JsonObject, origins: Readonly<Record<string, Origin>> = {}): Manifest {
  return { object, unit: apps, originOf: (pointer) => origins[pointer] ?? { certainty: 'exact', steps: [] } };
}

function at(file: string, line: number, certainty: Origin['certainty'] = 'exact', ...further: Origin['steps']): Origin {
  return { certainty, steps: [{ kind: 'resource', place: { file, line, column: 1 } }, ...further] };
}

const settings = manifest({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'settings' }, data: { text: 'a\nb\n', 'a/b': 'x', long: 'y' } }, {
  '': at('apps/settings.yaml', 1), '/kind': at('apps/settings.yaml', 2, 'file'), '/data/text': at('apps/settings.yaml', 6),
  '/data/a~1b': at('apps/settings.yaml', 7, 'exact', { kind: 'unit', name: 'apps' }, { kind: 'variable', name: 'X', place: { file: 'vars.yaml', line: 3, column: 1 } }),
  '/data/long': at('apps/settings.yaml', 8, 'probably'), '/metadata/name': { certainty: 'exact', steps: [{ kind: 'chartDefault', name: 'nameOverride' }] },
});
const secret = manifest({ apiVersion: 'v1', kind: 'Secret', metadata: { name: 'login' }, data: { password: 'aHVudGVyMg==' }, stringData: { user: 'me' } });

describe('manifestsYaml', () => {
  test('writes the origin behind each field, and behind the header of a block scalar', () => {
    expect(manifestsYaml([settings], { origin: true, secrets: false })).toBe(`---
apiVersion: v1
data:
  a/b: x  # apps/settings.yaml:7, variable X vars.yaml:3
  long: "y"  # apps/settings.yaml:8 (probably)
  text: |  # apps/settings.yaml:6
    a
    b
kind: ConfigMap  # apps/settings.yaml
metadata:
  name: settings  # chartDefault nameOverride
`);
  });

  test('hides what Secrets hold unless asked', () => {
    const hidden = '---\napiVersion: v1\ndata:\n  password: \'*****\'\nkind: Secret\nmetadata:\n  name: login\nstringData:\n  user: \'*****\'\n';
    expect(manifestsYaml([secret], { origin: false, secrets: false })).toBe(hidden);
    expect(manifestsYaml([secret], { origin: false, secrets: true })).toBe(hidden.replace('\'*****\'', 'aHVudGVyMg==').replace('\'*****\'', 'me'));
  });
});

describe('unitsJson', () => {
  const unit = (outcome: UnitResult['outcome'], more: Partial<UnitResult> = {}): UnitResult => ({ id: apps, outcome, manifests: [settings, secret], problems: [], ...more });

  test('holds what reaches the cluster, with big integers as they are', () => {
    const big = manifest({ apiVersion: 'v1', kind: 'Big', metadata: { name: 'big' }, spec: { size: 12345678901234567890n } as unknown as JsonObject });
    const text = unitsJson([unit('rendered', { manifests: [big] }), unit('blocked', { blockedBy: [apps] }), unit('failed', { refused: [secret], reason: 'ReconciliationFailed', message: 'no' })]);
    expect(text).toContain('"size": 12345678901234567890');
    const { units } = JSON.parse(text) as { units: { manifests: { object: JsonObject; origin: Origin }[] }[] };
    expect(units.map(({ manifests }) => manifests.map(({ object }) => object['kind']))).toEqual([['Big'], [], ['ConfigMap']]);
    expect(units[1]).toEqual({ ...apps, outcome: 'blocked', reason: null, message: null, blockedBy: [apps], manifests: [] });
    expect(units[2]?.manifests[0]?.origin).toEqual(at('apps/settings.yaml', 1));
  });
});

test.each([
  [['pre-install'], 'before-hook-creation', true], [['post-install', 'post-upgrade'], 'hook-failed, hook-succeeded', false], [['test'], '', false], [['post-delete'], '', false],
])('a hook of %s with policy "%s" lasts: %s', (hooks, policy, lasts) => {
  expect(isLasting({ ...manifest({ kind: 'Job', metadata: { annotations: { 'helm.sh/hook-delete-policy': policy } } }), hooks })).toBe(lasts);
});

test('the Namespace that Helm makes is no part of the release, one of the chart is', () => {
  const release: UnitId = { kind: 'HelmRelease', namespace: 'a', name: 'b' };
  expect(isLasting({ ...manifest({ kind: 'Namespace', metadata: { name: 'x' } }), unit: release })).toBe(false);
  expect(isLasting({ ...manifest({ kind: 'Namespace', metadata: { name: 'x', labels: { 'helm.toolkit.fluxcd.io/name': 'b' } } }), unit: release })).toBe(true);
});

describe('select', () => {
  const object = { apiVersion: 'kustomize.toolkit.fluxcd.io/v1', kind: 'Kustomization', metadata: { name: 'apps', namespace: 'flux-system' }, spec: { path: './apps' } };
  const unit: UnitResult = { id: apps, outcome: 'rendered', manifests: [settings, secret], problems: [], place: { file: 'clusters/a/apps.yaml', line: 1, column: 1 } };
  const cluster = { name: 'a', kubernetesVersion: '1.35', profile: 'strict', units: [unit], manifests: [manifest(object)], external: [] };

  test.each(['apps', 'Kustomization/apps', 'flux-system/apps', 'Kustomization/flux-system/apps', './apps/', 'clusters/a/apps.yaml'])('%s names the unit', (word) => {
    expect(select(cluster, word)).toEqual({ units: [unit] });
  });

  test('a file names the manifests that come from it', () => {
    expect(select(cluster, 'apps/settings.yaml')).toEqual({ units: [unit], from: 'apps/settings.yaml' });
    expect([settings, secret].map((each) => comesFrom(each, 'apps/settings.yaml'))).toEqual([true, false]);
    expect(select(cluster, 'nope').units).toEqual([]);
  });
});
