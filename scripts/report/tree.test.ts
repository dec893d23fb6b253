import { expect, test } from 'vitest';
import type { UnitId } from '../model/ids.ts';
import type { UnitResult } from '../model/unit.ts';
import { drawTree } from './tree.ts';

const id = (name: string, kind: UnitId['kind'] = 'Kustomization', namespace = 'flux-system'): UnitId => ({ kind, namespace, name });

function unit(name: string, rest: Partial<UnitResult> = {}): UnitResult {
  return { id: id(name), outcome: 'rendered', manifests: [], problems: [], source: `GitRepository flux-system ./${name}`, ...rest };
}

const units = [
  unit('flux-system'),
  unit('apps', { parent: id('flux-system'), dependsOn: [id('infra'), id('nothere')], outcome: 'blocked', reason: 'DependencyNotReady', message: "dependency 'flux-system/infra' is not ready\nand more" }),
  unit('infra', { parent: id('flux-system'), outcome: 'failed', reason: 'BuildFailed', message: 'no such file' }),
  unit('web', { id: id('web', 'HelmRelease', 'web'), parent: id('apps'), source: 'web 1.2.3 (1.x) from HelmRepository flux-system/charts', dependsOn: [id('db', 'HelmRelease', 'data')] }),
  unit('late', { parent: id('flux-system'), outcome: 'suspended' }),
];

test('each unit stands below the one that renders it, behind what it depends on', () => {
  expect(drawTree('homelab', units, { colour: false })).toBe(`homelab
└─ ok flux-system/flux-system  GitRepository flux-system ./flux-system  0 manifests
   ├─ failed flux-system/infra  GitRepository flux-system ./infra  BuildFailed: no such file
   ├─ blocked flux-system/apps  GitRepository flux-system ./apps  after infra, nothere (missing)  DependencyNotReady: dependency 'flux-system/infra' is not ready
   │  └─ ok release web/web  web 1.2.3 (1.x) from HelmRepository flux-system/charts  0 manifests  after data/db (missing)
   └─ suspended flux-system/late  GitRepository flux-system ./late
`);
});

test('a circle of dependencies and a unit that renders itself do not go on for ever', () => {
  expect(drawTree('x', [unit('a', { parent: id('a'), dependsOn: [id('b')] }), unit('b', { dependsOn: [id('a')] })], { colour: false })).toBe(`x
├─ ok flux-system/b  GitRepository flux-system ./b  0 manifests  after a
└─ ok flux-system/a  GitRepository flux-system ./a  0 manifests  after b
`);
});

test('only the outcome has a colour, and what a repository says cannot steer the terminal', () => {
  expect(drawTree('x', [unit('a', { source: 'GitRepository \u001b[2J ./a' })], { colour: true })).toBe('x\n└─ \u001b[32mok\u001b[0m flux-system/a  GitRepository \\u001b[2J ./a  0 manifests\n');
});
