import { chmodSync, readFileSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { RenderOptions } from './clusters.ts';
import { writeSource } from '../fix/index.ts';
import { fixReport } from '../report/index.ts';
import { runFixes } from './fixes.ts';
import { configMap, makeRepository, prod, syncOf, type Content } from '../testing/repository.ts';

const optionsFor = (root: string): RenderOptions => ({ root, chartDirs: [], mirrors: [], network: 'offline', cacheDir: join(root, '.cache'), env: {} });

/** The texts of the files afterwards, what is told, and what a second run would write. */
async function fix(files: Readonly<Record<string, Content>>, more: Partial<RenderOptions> = {}, dryRun = false) {
  const repository = makeRepository(files);
  try {
    const result = await runFixes({ ...optionsFor(repository.root), ...more }, dryRun);
    const again = dryRun ? undefined : await runFixes({ ...optionsFor(repository.root), ...more }, false);
    const text = (file: string) => readFileSync(join(repository.root, file), 'utf8');
    const texts = Object.fromEntries(Object.keys(files).filter((file) => typeof files[file] === 'string' && text(file) !== files[file]).map((file) => [file, text(file)]));
    return { texts, told: fixReport(result, dryRun).trimEnd().split('\n'), again: again?.files ?? [], left: result.result.report.findings.map(({ rule }) => rule), diff: result.diff };
  } finally {
    repository.remove();
  }
}

const configMapOf = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\ndata: ${data}\n`;
const deployment = (spec: string) => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: a, namespace: shop}\nspec:\n${spec}`;
const pod = 'metadata: {labels: {app: a}}\n    spec:\n      containers:\n        - {name: a, image: "nginx:1.29.1"}\n';

describe('what has one right answer is mended', () => {
  it.each<readonly [name: string, bad: string, fixed: string]>([
    ['values that are no text', configMapOf('{PORT: 3080, "V": 1.10}'), configMapOf('{PORT: "3080", "V": "1.10"}')],
    ['labels that are no text', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels: {tier: 1} # one\n', 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: a\n  labels: {tier: "1"} # one\n'],
    ['numbers and switches in quotes', deployment('  replicas: "2"\n  paused: \'false\' # no\n  selector: {matchLabels: {app: a}}\n  template:\n    ' + pod), deployment('  replicas: 2\n  paused: false # no\n  selector: {matchLabels: {app: a}}\n  template:\n    ' + pod)],
    ['misspelt fields', deployment('  # how many\n  replcias: 2\n  selector: {matchLabels: {app: a}}\n  template:\n    ' + pod), deployment('  # how many\n  replicas: 2\n  selector: {matchLabels: {app: a}}\n  template:\n    ' + pod)],
    ['versions that are gone', 'apiVersion: batch/v1beta1 # old\nkind: CronJob\nmetadata: {name: a, namespace: shop}\nspec: {schedule: "@daily", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "nginx:1.29.1"}]}}}}}\n', 'apiVersion: batch/v1 # old\nkind: CronJob\nmetadata: {name: a, namespace: shop}\nspec: {schedule: "@daily", jobTemplate: {spec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "nginx:1.29.1"}]}}}}}\n'],
    ['commands that are no list', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec:\n  containers:\n    - name: a\n      image: nginx:1.29.1\n      command: migrate -go down # one step\n', 'apiVersion: v1\nkind: Pod\nmetadata: {name: a, namespace: shop}\nspec:\n  containers:\n    - name: a\n      image: nginx:1.29.1\n      command: ["migrate", "-go", "down"] # one step\n'],
  ])('%s', async (_, bad, fixed) => {
    const result = await fix({ ...prod, 'apps/a.yaml': bad });
    expect(result.texts).toEqual({ 'apps/a.yaml': fixed });
    expect(result.again).toEqual([]);
  });

  const late = (dependency: string) => syncOf('late', './late', `  dependsOn:\n    - name: ${dependency} # first\n`);
  it('a dependency with one near name', async () => {
    expect(await fix({ ...prod, 'apps/a.yaml': configMap('a'), 'late/b.yaml': configMap('b'), 'clusters/prod/late.yaml': late('app') })).toMatchObject({
      texts: { 'clusters/prod/late.yaml': late('apps') }, again: [], left: [],
      told: ['fixed clusters/prod/late.yaml:10:13 flux/depends-on-missing (dependsOn names Kustomization flux-system/app, which nothing in this cluster renders; did you mean "apps"?): write apps', '1 fixed in 1 file'],
    });
  });

  const script = (home: string, x: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\ndata:\n  run: |\n    for x in \${LIST}; do\n      echo ${x} ${home}\n    done\n`;
  const substituted = { ...prod, 'clusters/prod/apps.yaml': syncOf('apps', './apps', '  postBuild: {substitute: {LIST: a b}}\n') };
  it('variables of a shell, but not those of Flux', async () => {
    expect(await fix({ ...substituted, 'apps/a.yaml': script('${HOME}', '${x}') })).toMatchObject({ texts: { 'apps/a.yaml': script('$${HOME}', '$${x}') }, again: [], left: [] });
    expect(await fix({ ...substituted, 'apps/a.yaml': script('${OTHER}', '$x') })).toMatchObject({ texts: {}, told: ['0 fixed in 0 files'] });
  });

  const release = (values: string) => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: web, namespace: default}
spec:
  interval: 1h
  install: {strategy: {name: RetryOnFailure}}
  upgrade: {strategy: {name: RetryOnFailure}}
  chart: {spec: {chart: ./charts/one, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}
  values:
    ${values}
`;
  const chart = {
    'charts/one/Chart.yaml': 'apiVersion: v2\nname: one\nversion: 1.0.0\n', 'charts/one/values.yaml': 'tag: a\n',
    'charts/one/values.schema.json': '{"$schema": "https://json-schema.org/draft/2020-12/schema", "properties": {"image": {"properties": {"tag": {"type": "string"}}, "additionalProperties": false}, "tag": {}}}',
    'charts/one/templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: one, namespace: default}\ndata: {tag: {{ .Values.image.tag | quote }}}\n',
  };
  it('values that a chart refuses', async () => {
    expect(await fix({ ...prod, ...chart, 'apps/a.yaml': release('image: {tga: v1} # the tag') })).toMatchObject({
      texts: { 'apps/a.yaml': release('image: {tag: v1} # the tag') }, again: [], left: [],
      told: [expect.stringMatching(/^fixed apps\/a\.yaml:10:18 helm\/schema-violation \(values image of chart one: additional properties 'tga' not allowed; did you mean "tag"\?\): rename tga to tag$/), '1 fixed in 1 file'],
    });
    expect(await fix({ ...prod, ...chart, 'apps/a.yaml': release('image: {tag: 1.10}') })).toMatchObject({
      texts: { 'apps/a.yaml': release('image: {tag: "1.10"}') }, again: [], left: [],
    });
  });

  it('the order of resources, where that is asked for', async () => {
    const files = { ...prod, 'validate.yaml': 'rules: {kustomize/resources-sorted: warn}\n', 'apps/a.yaml': configMap('a'), 'apps/b.yaml': configMap('b') };
    expect(await fix({ ...files, 'apps/kustomization.yaml': 'resources:\n  - b.yaml # b\n  - a.yaml\n' })).toMatchObject({ texts: { 'apps/kustomization.yaml': 'resources:\n  - a.yaml\n  - b.yaml # b\n' }, again: [], left: [] });
  });

  it('what shows only when another mistake is mended', async () => {
    expect(await fix({ ...substituted, 'apps/a.yaml': script('${HOME}', '$x'), 'apps/b.yaml': configMapOf('{PORT: 1}') .replace('name: a', 'name: b') })).toMatchObject({ texts: { 'apps/a.yaml': script('$${HOME}', '$x'), 'apps/b.yaml': configMapOf('{PORT: "1"}').replace('name: a', 'name: b') }, again: [], left: [] });
  });
});

describe('what has not is left alone', () => {
  it.each<readonly [name: string, text: string, told: readonly string[]]>([
    ['anchors', configMapOf('{A: &a 1, B: *a}'), ['not fixed apps/a.yaml:4:14 workload/config-map-value-type (A is the number 1; write A: "1"): apps/a.yaml:4 is shared by the anchor &a', 'not fixed apps/a.yaml:4:14 workload/config-map-value-type (B is the number 1; write B: "1"): apps/a.yaml:4 is shared by the anchor &a', '0 fixed in 0 files']],
    ['generated files', `# Code generated by x. DO NOT EDIT.\n${configMapOf('{A: 1}')}`, ['not fixed apps/a.yaml:5:11 workload/config-map-value-type (A is the number 1; write A: "1"): apps/a.yaml says that it is generated', '0 fixed in 0 files']],
    ['a word that may be two', deployment('  replicaas: 1\n  minReadySecond: 1\n  selector: {matchLabels: {app: a}}\n  template:\n    ' + pod), ['fixed apps/a.yaml:5:14 schema/unknown-field (spec.replicaas: unknown field; did you mean "replicas"?): rename replicaas to replicas', 'fixed apps/a.yaml:6:19 schema/unknown-field (spec.minReadySecond: unknown field; did you mean "minReadySeconds"?): rename minReadySecond to minReadySeconds', '2 fixed in 1 file']],
  ])('%s', async (_, text, told) => {
    expect((await fix({ ...prod, 'apps/a.yaml': text })).told).toEqual(told);
  });

  it('a text that is right in another cluster', async () => {
    const other = { 'clusters/dev/flux.yaml': prod['clusters/prod/flux.yaml'].replace('clusters/prod', 'clusters/dev'), 'clusters/dev/apps.yaml': syncOf('apps', './apps', '  postBuild: {substitute: {HOME: here}}\n') };
    const files = { ...prod, 'clusters/prod/apps.yaml': syncOf('apps', './apps', '  postBuild: {substitute: {A: b}}\n'), ...other, 'apps/a.yaml': configMapOf('{run: "echo ${HOME}"}') };
    const why = 'not fixed apps/a.yaml:4:19 flux/variable-undefined (variable HOME is not defined for Kustomization/flux-system/apps): it would change Kustomization flux-system/apps of dev, where it is right as it is';
    expect(await fix(files)).toMatchObject({ texts: {}, told: [why, '0 fixed in 0 files'] });
    expect((await fix(files, { cluster: 'prod' })).told).toEqual([why, '0 fixed in 0 files']);
  });

  it('a mend that brings another mistake', async () => {
    const text = 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: shop}\n';
    const { texts, told } = await fix({ ...prod, 'apps/a.yaml': text });
    expect(texts).toEqual({});
    expect(told).toEqual([expect.stringMatching(/^not fixed apps\/a\.yaml:3:1 flux\/namespace-not-set \(.*\): .*$/), '0 fixed in 0 files']);
  });
});

it('writes nothing with dryRun, and shows the diff', async () => {
  expect(await fix({ ...prod, 'apps/a.yaml': configMapOf('{A: 1}') }, {}, true)).toEqual({
    texts: {}, again: [], left: ['workload/config-map-value-type'],
    told: ['would fix apps/a.yaml:4:11 workload/config-map-value-type (A is the number 1; write A: "1"): put 1 into quotes', '1 to fix in 1 file'],
    diff: '--- a/apps/a.yaml\n+++ b/apps/a.yaml\n@@ -1,4 +1,4 @@\n apiVersion: v1\n kind: ConfigMap\n metadata: {name: a, namespace: default}\n-data: {A: 1}\n+data: {A: "1"}\n',
  });
});

it('mends any set of mistakes once: a second run has nothing to do, and nothing new is found', async () => {
  const mistake = fc.constantFrom('A: 1', 'B: yes', 'C: 1.10', 'D: "ok"', 'E: &x 1', "F: 'x' # why", 'G: |\n    text', 'H: 0x1F');
  await fc.assert(fc.asyncProperty(fc.uniqueArray(mistake, { minLength: 1 }), fc.boolean(), async (entries, windows) => {
    const text = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: default\n# values\ndata:\n${entries.map((entry) => `  ${entry}\n`).join('')}`;
    const { texts, again, left } = await fix({ ...prod, 'apps/a.yaml': windows ? text.replaceAll('\n', '\r\n') : text });
    const wanted = text.replace('A: 1\n', 'A: "1"\n').replace('C: 1.10', 'C: "1.10"').replace('H: 0x1F', 'H: "0x1F"');
    const yes = wanted.replace('B: yes', 'B: "yes"');
    const [is, should] = [(texts['apps/a.yaml'] ?? (windows ? text.replaceAll('\n', '\r\n') : text)), (other: string) => (windows ? other.replaceAll('\n', '\r\n') : other)];
    expect([should(wanted), should(yes)]).toContain(is);
    expect(again).toEqual([]);
    expect(left.length).toBe(entries.includes('E: &x 1') ? 1 : 0);
  }), { numRuns: 5 });
}, 30_000);

describe('files are written', () => {
  const text = 'a: 1\n';
  const at = (work: (root: string) => unknown) => {
    const repository = makeRepository({ 'b/a.yaml': text, 'c/a.yaml': 'other\n' });
    try {
      return work(repository.root);
    } finally {
      repository.remove();
    }
  };
  it('only in place of the text that was read, by no way around', () => {
    expect(at((root) => [writeSource(root, 'b/a.yaml', text, 'new\n'), readFileSync(join(root, 'b/a.yaml'), 'utf8')])).toEqual([undefined, 'new\n']);
    expect(at((root) => [writeSource(root, 'b/a.yaml', 'before\n', 'new\n'), readFileSync(join(root, 'b/a.yaml'), 'utf8')])).toEqual(['it was changed meanwhile; run again', text]);
    expect(at((root) => (chmodSync(join(root, 'b/a.yaml'), 0o444), writeSource(root, 'b/a.yaml', text, 'new\n')))).toBe('it is read-only');
    expect(at((root) => (symlinkSync('a.yaml', join(root, 'b/l.yaml')), writeSource(root, 'b/l.yaml', text, 'new\n')))).toBe('it lies behind a symbolic link');
    expect(at((root) => (symlinkSync('b', join(root, 'd')), writeSource(root, 'd/a.yaml', text, 'new\n')))).toBe('it lies behind a symbolic link');
    expect(at((root) => writeSource(join(root, 'b'), '../c/a.yaml', 'other\n', 'new\n'))).toBe('it lies behind a symbolic link');
    expect(at((root) => writeSource(root, 'b/none.yaml', '', 'new\n'))).toBe('it is gone; run again');
    expect(at((root) => writeSource(root, 'b', '', 'new\n'))).toBe('it is no file');
  });
});
