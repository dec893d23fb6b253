import { spawn } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { configMap, makeRepository, prod, runOver, syncOf, type Content, type TemporaryRepository } from './testing/repository.ts';

const ok = { ...prod, 'apps/ok.yaml': configMap('ok') };

/** What is found in `ok` with more files; another Kustomization of the run must be rendered all the same. */
async function found(files: Readonly<Record<string, Content>>): Promise<readonly string[]> {
  const { lines, report } = await runOver({ ...ok, 'clusters/prod/other.yaml': syncOf('other', './other'), 'other/other.yaml': configMap('other'), ...files });
  expect(report.clusters[0]?.units.find(({ name }) => name === 'other')?.outcome).toBe('rendered');
  expect(report.incomplete).toBe(false);
  return lines;
}

function release(name: string, more: string, chart = './charts/one'): string {
  return `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${name}, namespace: default}
spec:
  interval: 1h
  install: {strategy: {name: RetryOnFailure}}
  upgrade: {strategy: {name: RetryOnFailure}}
  chart:
    spec:
      chart: ${chart}
      sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}
${more}`;
}

const chart = {
  'charts/one/Chart.yaml': 'apiVersion: v2\nname: one\nversion: 1.0.0\n',
  'charts/one/templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}"}\n',
};

describe('bad input of a repository', () => {
  it('is clean without any', async () => {
    expect(await found({})).toEqual([]);
  });

  it('binary files are all told', async () => {
    expect(await found({ 'apps/b.yaml': Uint8Array.of(0x9f, 0, 1, 0xff), 'apps/nul.yaml': 'a: b\0c\n' })).toEqual([
      'apps/b.yaml:1:1 yaml/unreadable: apps/b.yaml is no UTF-8 text',
      'apps/nul.yaml:1:5 yaml/unreadable: the character U+0000 is not allowed in YAML; write it as an escape in double quotes',
    ]);
  });

  it('every YAML error of every file is told', async () => {
    expect(await found({ 'apps/a.yaml': 'a: [1\n---\nb:\n\tc: d\n---\nx: "y\n', 'apps/b.yaml': 'a: b: c\n' })).toEqual([
      'apps/a.yaml:2:1 yaml/syntax: expected "," or "]", found "-"',
      'apps/a.yaml:4:1 yaml/syntax: a tab cannot indent a line; write spaces',
      'apps/a.yaml:6:4 yaml/syntax: the string that starts here has no closing "',
      'apps/b.yaml:1:5 yaml/syntax: a second ":" behind "b" on one line; put the value into quotes, or start a new line below the key',
    ]);
  });

  it('so are those of files that a kustomization in a folder below names', async () => {
    expect(await found({ 'apps/kustomization.yaml': 'resources: [ok.yaml, sub]\n', 'apps/sub/kustomization.yaml': 'resources: [a.yaml, b.yaml]\n', 'apps/sub/a.yaml': 'a: [1\n', 'apps/sub/b.yaml': 'b: [1\n', 'apps/sub/not-named.yaml': 'c: [1\n' })).toEqual([
      'apps/sub/a.yaml:1:4 yaml/syntax: "[" has no closing "]"',
      'apps/sub/b.yaml:1:4 yaml/syntax: "[" has no closing "]"',
    ]);
  });

  it('documents without content are left out, as Flux does', async () => {
    expect(await found({ 'apps/e.yaml': '', 'apps/f.yaml': '---\n# nothing\n---\n' })).toEqual([]);
  });

  it('a document that is no mapping', async () => {
    expect(await found({ 'apps/list.yaml': '- a\n' })).toEqual(['apps/list.yaml:1:1 yaml/not-an-object: a document of resources is a mapping, this one is a list']);
  });

  it('a path that does not exist, and one that leaves the repository', async () => {
    expect(await found({ 'clusters/prod/apps.yaml': syncOf('apps', './appz') })).toEqual(['clusters/prod/apps.yaml:5:9 flux/path-missing: spec.path "./appz" is no folder of the source']);
    expect(await found({ 'clusters/prod/apps.yaml': syncOf('apps', '../../etc') })).toEqual(['clusters/prod/apps.yaml:5:9 flux/path-outside: spec.path "../../etc" leads out of the source; Flux stays inside and finds no etc']);
  });

  it('a kustomization that fails to build', async () => {
    expect(await found({ 'apps/kustomization.yaml': 'resources:\n  - okay.yaml\n' })).toEqual(['apps/kustomization.yaml:2:5 kustomize/build-failed: there is no apps/okay.yaml']);
    expect(await found({ 'apps/kustomization.yaml': 'resources: [ok.yaml\n' })).toEqual(['apps/kustomization.yaml:1:12 kustomize/build-failed: apps/kustomization.yaml cannot be read: "[" has no closing "]"']);
    expect(await found({ 'apps/kustomization.yaml': 'resources: [ok.yaml, ../../../etc/passwd]\n' })).toEqual(['apps/kustomization.yaml:1:22 kustomize/build-failed: ../../../etc/passwd leads out of the repository']);
  });

  it('symbolic links are not followed', async () => {
    expect(await found({ 'apps/p.yaml': { link: '/etc/passwd' }, 'apps/folder': { link: '/etc' }, 'apps/kustomization.yaml': 'resources: [ok.yaml, p.yaml]\n' })).toEqual([
      'apps/kustomization.yaml:1:22 kustomize/build-failed: apps/p.yaml is, or lies behind, a symbolic link, which is not followed',
    ]);
    expect(await found({ 'clusters/prod/apps.yaml': syncOf('apps', './linked'), linked: { link: '/etc' } })).toEqual([
      'clusters/prod/apps.yaml:5:9 flux/path-missing: spec.path "./linked" is no folder of the source: it is a symbolic link, which Flux leaves out of the artifact',
    ]);
  });

  it('circles of Kustomizations and of bases', async () => {
    expect(await found({
      'clusters/prod/apps.yaml': syncOf('apps', './apps', '  dependsOn: [{name: two}]\n'), 'clusters/prod/two.yaml': syncOf('two', './two', '  dependsOn: [{name: apps}]\n'), 'two/two.yaml': configMap('two'),
    })).toEqual([
      'clusters/prod/apps.yaml:9:15 flux/cycle: dependsOn goes in a circle: apps -> two -> apps; none of them is ever applied',
      'clusters/prod/two.yaml:9:15 flux/cycle: dependsOn goes in a circle: two -> apps -> two; none of them is ever applied',
    ]);
    expect(await found({ 'apps/a/kustomization.yaml': 'resources: [../b]\n', 'apps/b/kustomization.yaml': 'resources: [../a]\n' })).toEqual(['apps/b/kustomization.yaml:1:13 kustomize/build-failed: apps/a would include itself']);
  });

  it('charts and values', async () => {
    expect(await found({ ...chart, 'apps/a.yaml': release('web', '', './charts/nope') })).toEqual(['apps/a.yaml:10:14 helm/chart-missing: chart "./charts/nope" is no folder of the source']);
    expect(await found({ ...chart, 'apps/a.yaml': release('web', '  values: [a, b]\n') })).toEqual(['apps/a.yaml:12:3 helm/values-invalid: spec.values is a list, not a map: Flux leaves all of it out']);
    expect(await found({ ...chart, 'apps/a.yaml': release('web', '  valuesFrom: [{kind: ConfigMap, name: vals}]\n'), 'apps/vals.yaml': configMap('vals').replace('{a: b}', '{values.yaml: "- a"}') })).toEqual([
      'apps/a.yaml:12:16 flux/values-from-missing: ConfigMap default/vals key "values.yaml" holds no values: a map is expected, not a list',
    ]);
    expect(await found({ ...chart, 'charts/one/values.yaml': '- a\n', 'apps/a.yaml': release('web', '') })).toEqual([
      'charts/one/values.yaml:1:1 helm/render-failed: cannot load values.yaml: cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}',
    ]);
    expect(await found({ ...chart, 'charts/one/templates/a.yaml': 'a: {{ .Values.a.b.c }}\n', 'apps/a.yaml': release('web', '') })).toEqual([
      'charts/one/templates/a.yaml:1:14 helm/render-failed: one/templates/a.yaml:1:13\n  executing "one/templates/a.yaml" at <.Values.a.b.c>:\n    nil pointer evaluating interface {}.b',
    ]);
  });

  it('aliases that unfold without end', async () => {
    const rows = [...'bcdefghijk'].map((key, i) => `  ${key}: &${key} [${Array(9).fill(`*${'abcdefghij'[i]}`).join(', ')}]`);
    expect(await found({ 'apps/bomb.yaml': `${configMap('bomb').replace(' {a: b}', '')}  a: &a [x, x, x, x, x, x, x, x, x]\n${rows.join('\n')}\n` })).toEqual([
      'apps/bomb.yaml:5:6 yaml/too-large: the aliases of this document expand to far more than its text',
    ]);
  });

  it('a file of 50 MB', async () => {
    expect(await found({ 'apps/big.yaml': Buffer.alloc(50e6, `- ${'x'.repeat(997)}\n`) })).toEqual(['apps/big.yaml:1:1 yaml/not-an-object: a document of resources is a mapping, this one is a list']);
  });
});

describe('a run that cannot be', () => {
  it('a repository without any Flux object', async () => {
    const { lines, report } = await runOver({ 'a.yaml': configMap('a') });
    expect(lines).toEqual([expect.stringMatching(/^flux\/nothing-found: no Flux entry point found in validate-\w+: neither a FluxInstance with a sync nor flux-system\/gotk-sync.yaml; name the folder that Flux syncs with --entry$/)]);
    expect(report.incomplete).toBe(true);
  });

  it.each([
    ['a path that does not exist', { root: '/does/not/exist' }, ['config/invalid: /does/not/exist does not exist']],
    ['another name of the cluster', { cluster: 'prd' }, ['config/invalid: there is no cluster "prd"; did you mean "prod"?']],
    ['a name far from any', { cluster: 'zzz' }, ['config/invalid: there is no cluster "zzz"; the clusters are prod']],
    ['an entry that does not exist', { entry: 'cluster/prod' }, ['config/invalid: folder "cluster/prod" (the entry of cluster prod) does not exist or is empty']],
    ['an entry outside', { entry: '../x' }, ['config/invalid: "../x" (the entry of cluster x) leads out of the repository; name a folder in it']],
  ])('%s', async (_, options, lines) => {
    const result = await runOver(ok, options);
    expect([result.lines, result.report.incomplete]).toEqual([lines, true]);
  });

  it('chart folders that do not exist are told, and the run goes on', async () => {
    const result = await runOver({ ...ok, 'validate.yaml': 'chartDirs: [chartz]\n' }, { chartDirs: ['/does/not/exist'] });
    expect(result.lines).toEqual(['validate.yaml:1:13 config/invalid: chartDirs names "chartz", which is no folder', 'config/invalid: --charts-dir /does/not/exist is no folder']);
    expect(result.report.clusters[0]?.manifests).toBe(3);
  });
});

describe('validate.yaml', () => {
  const mistakes = async (content: Content) => (await runOver({ ...ok, 'validate.yaml': content })).lines;

  it('tells every mistake at its line', async () => {
    expect(await mistakes(`kubernetesVersion: 1.35
clusterz: []
clusters:
  - name: prod
    entri: clusters/prod
    kubernetesVersion: banana
rules:
  workload/no-host-path: off
  nonsense: loud
suppressions:
  - rule: x
`)).toEqual([
      'validate.yaml:1:20 config/invalid: kubernetesVersion must be a string (quote it)',
      'validate.yaml:2:1 config/invalid: unknown key "clusterz"; did you mean "clusters"?',
      'validate.yaml:4:5 config/invalid: clusters.0 needs "entry"',
      'validate.yaml:5:5 config/invalid: unknown key "entri" in clusters.0; did you mean "entry"?',
      'validate.yaml:6:24 config/invalid: clusters.0.kubernetesVersion is a version such as "1.35"',
      'validate.yaml:8:26 config/invalid: rules.workload/no-host-path: off without quotes is the boolean false; write "off"',
      'validate.yaml:9:3 config/invalid: "nonsense" in rules is no rule: write family/rule, or family/* for all of a family',
      'validate.yaml:9:13 config/invalid: rules.nonsense must be one of error, warn, info, off',
      'validate.yaml:11:5 config/invalid: suppressions.0 needs "object"',
      'validate.yaml:11:5 config/invalid: suppressions.0 needs "reason"',
      'validate.yaml:11:11 config/invalid: suppressions.0.rule is no rule: write family/rule, or family/* for all of a family',
    ]);
  });

  it('tells suppressions that can never be right', async () => {
    const suppression = (more: string) => `suppressions:\n  - rule: workload/memory-limit\n    object: Pod/a/b\n    reason: it is as it is\n    ${more}\n`;
    expect(await mistakes(suppression('expires: 2027-02-31'))).toEqual(['validate.yaml:5:14 config/invalid: suppressions.0.expires: there is no day 2027-02-31']);
    expect(await mistakes(suppression('expires: soon'))).toEqual(['validate.yaml:5:14 config/invalid: suppressions.0.expires is a day such as 2027-01-31']);
    expect(await mistakes(suppression('cluster: prd'))).toEqual(['validate.yaml:2:5 config/invalid: the suppression is for cluster "prd", which does not exist; did you mean "prod"?']);
    expect(await mistakes(suppression('expires: 2020-01-31'))).toEqual(['validate.yaml:2:5 config/suppression-expired: the suppression of workload/memory-limit on Pod/a/b ended on 2020-01-31; mend what it silenced or give it a new date']);
    expect(await mistakes(suppression('expires: 2999-01-31'))).toEqual(['validate.yaml:2:5 config/suppression-unused: the suppression of workload/memory-limit on Pod/a/b silences nothing; remove it']);
    expect(await mistakes(suppression('pointer: /x').replace('memory-limit', 'memory-limt'))).toEqual(['validate.yaml:2:5 config/suppression-unknown-rule: no rule is called "workload/memory-limt"; did you mean "workload/memory-limit"?']);
    expect(await mistakes(suppression('because: x').replace('it is as it is', 'so'))).toEqual(['validate.yaml:4:13 config/invalid: suppressions.0.reason is too short for a reason: write at least 10 characters', 'validate.yaml:5:5 config/invalid: unknown key "because" in suppressions.0']);
  });

  it('is no file that can be read', async () => {
    expect(await mistakes('clusters: [\n')).toEqual(['validate.yaml:1:11 yaml/syntax: "[" has no closing "]"']);
    expect(await mistakes(Uint8Array.of(0xff))).toEqual(['validate.yaml:1:1 config/invalid: validate.yaml is no UTF-8 text']);
    expect(await mistakes({ link: '/etc/passwd' })).toEqual(['validate.yaml:1:1 config/invalid: validate.yaml is a symbolic link, which is not followed; write the file itself']);
    expect((await runOver({ ...ok, 'validate.yaml/a': '' })).lines).toEqual(['validate.yaml:1:1 config/invalid: validate.yaml is no file']);
  });
});

describe('the command', () => {
  let repository: TemporaryRepository;
  beforeAll(() => {
    repository = makeRepository({ ...ok, 'empty/a.txt': '' });
  });
  afterAll(() => repository.remove());

  const script = fileURLToPath(new URL('./validate.ts', import.meta.url));
  const command = (args: readonly string[], options: { env?: NodeJS.ProcessEnv; uid?: number } = {}) => new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
    const child = spawn(process.execPath, [script, ...args], { cwd: repository.root, env: { ...process.env, CI: '', INIT_CWD: '', NO_COLOR: '1', FORCE_COLOR: undefined, ...options.env }, ...(options.uid !== undefined && { uid: options.uid }) });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('close', (code) => resolve({ code, out, err }));
  });
  const hint = 'npm run validate -- --help lists the flags\n';

  it.concurrent.each([
    [['--ofline'], 'unknown flag "--ofline"; did you mean "--offline"?'],
    [['--offline', '--online'], '--offline and --online contradict each other'],
    [['--kubernetes', 'banana'], '--kubernetes is VERSION such as 1.35, not "banana"'],
    [['--chart-mirror', 'ghcr.io'], '--chart-mirror is FROM=TO such as oci://ghcr.io=oci+http://127.0.0.1:5000, not "ghcr.io"'],
  ])('%j', async (args, message) => {
    expect(await command(args)).toEqual({ code: 2, out: '', err: `${message}\n${hint}` });
  });

  it('prints one JSON document and nothing else', async () => {
    const clean = await command(['--offline', '--format', 'json']);
    expect([clean.code, clean.err]).toEqual([0, '']);
    expect(JSON.parse(clean.out)).toMatchObject({ version: 1, summary: { exitCode: 0, complete: true, manifests: 3 }, findings: [] });
    const bad = await command(['--offline', '--format', 'json', '--path', '/does/not/exist']);
    expect([bad.code, bad.err]).toEqual([2, '']);
    expect(JSON.parse(bad.out).findings).toEqual([{ rule: 'config/invalid', key: '- config/invalid - - /does/not/exist does not exist', level: 'error', message: '/does/not/exist does not exist', file: null, line: null, column: null, cluster: null, object: null, pointer: null }]);
  });

  it('works without git', async () => {
    expect(await command(['--offline', '--quiet'], { env: { PATH: '/nowhere' } })).toMatchObject({ code: 0, err: '' });
  });

  it('tells a folder that the system does not let it list', async () => {
    const other = makeRepository({ ...ok, 'apps/locked/secret.yaml': configMap('secret') });
    try {
      chmodSync(join(other.root, 'apps/locked'), 0);
      chmodSync(other.root, 0o755);
      const { code, out, err } = await command(['--offline', '--quiet', '--path', other.root], process.getuid?.() === 0 ? { uid: 65534 } : {});
      expect([code, out.split('\n')[0], err]).toEqual([2, 'error yaml/unreadable  apps/locked cannot be read (EACCES)', '']);
    } finally {
      chmodSync(join(other.root, 'apps/locked'), 0o755);
      other.remove();
    }
  });

  it('tells a file that the system does not let it read', async () => {
    const other = makeRepository({ ...ok, 'apps/secret.yaml': configMap('secret') });
    try {
      chmodSync(join(other.root, 'apps/secret.yaml'), 0);
      chmodSync(other.root, 0o755);
      const asRoot = process.getuid?.() === 0;
      const { code, out, err } = await command(['--offline', '--path', other.root], asRoot ? { uid: 65534 } : {});
      expect([code, err]).toEqual([1, '']);
      expect(out).toContain('error yaml/unreadable  apps/secret.yaml cannot be read (EACCES)\n  apps/secret.yaml:1:1\n');
    } finally {
      other.remove();
    }
  });
});
