import { rmSync } from 'node:fs';
import { quote } from '../report/quote.ts';
import { afterEach, expect, it } from 'vitest';
import { formatDiff } from '../report/diff/index.ts';
import { runDiff, type DiffOptions } from './diff.ts';
import { makeGitRepository } from '../testing/git.ts';
import { dataOf } from '../testing/page.ts';
import { configMap, prod, syncOf, type Content, writeFiles } from '../testing/repository.ts';

const made: { remove(): void }[] = [];
afterEach(() => made.splice(0).forEach((one) => one.remove()));

type Files = Readonly<Record<string, Content>>;

async function diffOf(before: Files, after: Readonly<Record<string, Content | undefined>>, options: Partial<DiffOptions> = {}) {
  const repository = makeGitRepository({ ...prod, ...before });
  made.push(repository);
  for (const [path, content] of Object.entries(after)) {
    if (content === undefined) rmSync(`${repository.root}/${path}`);
    else writeFiles(repository.root, { [path]: content });
  }
  const result = await runDiff({ render: { root: repository.root, chartDirs: [], mirrors: [], network: 'offline', cacheDir: `${repository.root}/.cache`, env: {} }, base: 'HEAD', ...options });
  if (!result.ok) throw new Error(result.message);
  made.push({ remove: result.dispose });
  return result;
}

/** The text, without the lines on the sides and without the time. */
async function textOf(...args: Parameters<typeof diffOf>): Promise<string> {
  const { diff, readHead } = await diffOf(...args);
  const text = formatDiff(diff, 'text', { exitCode: 0, text: { color: false, verbose: false, quiet: false, source: readHead }, page: () => { throw new Error('not asked for'); } });
  return text.split('\n').slice(3).join('\n').replace(/, \d+\.\d s\n$/, '\n');
}

const deployment = (image: string) => `apiVersion: apps/v1
kind: Deployment
metadata: {name: web, namespace: default}
spec:
  replicas: 2
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec:
      containers:
        - name: web
          image: ${image}
`;

const secret = (value: string) => `apiVersion: v1\nkind: Secret\nmetadata: {name: s, namespace: default}\nstringData: {password: ${value}, user: me}\n`;

it('tells what comes, goes and changes, on which line, and what restarts', async () => {
  expect(await textOf({ 'apps/web.yaml': deployment('nginx:1.28.0'), 'apps/old.yaml': configMap('old') }, { 'apps/web.yaml': deployment('nginx:1.29.1'), 'apps/old.yaml': undefined, 'apps/new.yaml': configMap('new') })).toBe(`prod: 1 added, 1 removed, 1 changed, 2 the same
  image nginx 1.28.0 -> 1.29.1 (minor), Deployment default/web
  + ConfigMap default/new  apps/new.yaml:1
  - ConfigMap default/old  deleted: Kustomization flux-system/apps prunes  was apps/old.yaml:1
  ~ Deployment default/web
      spec.template.spec.containers[name=web].image: "nginx:1.28.0" -> "nginx:1.29.1"  apps/web.yaml:12
  restarts Deployment default/web (2 pods, RollingUpdate)

1 cluster, 1 added, 1 removed, 1 changed, 2 the same: no findings
`);
});

it('shows that the value of a Secret changes, never the value', async () => {
  const result = await diffOf({ 'apps/s.yaml': secret('hunter2') }, { 'apps/s.yaml': secret('hunter3') });
  expect(result.diff.clusters[0]!.objects[0]!.fields).toMatchObject([{ path: 'data.password', before: '(redacted)', after: '(redacted)', redacted: true }]);
  const everything = JSON.stringify(result.diff);
  for (const value of ['hunter2', 'hunter3']) for (const form of [value, Buffer.from(value).toString('base64')]) expect(everything).not.toContain(form);
});

it('compares nothing that a side could not render, and what its units hold', async () => {
  const files = { 'clusters/prod/apps.yaml': syncOf('apps', './apps'), 'apps/inner.yaml': syncOf('inner', './inner'), 'inner/a.yaml': configMap('a'), 'inner/b.yaml': configMap('b') };
  expect(await textOf(files, { 'apps/inner.yaml': new Uint8Array([0xff, 0xfe, 0, 1]) })).toMatch(new RegExp(`^prod: nothing changes \\(\\d objects?\\)
  not compared Kustomization flux-system/apps, not rendered on head: BuildFailed: [^\\n]*; 1 object left out  clusters/prod/apps.yaml:1
  not compared Kustomization flux-system/inner, not rendered on head: Kustomization flux-system/apps, which holds it: BuildFailed: [^\\n]*; 2 objects left out  apps/inner.yaml:1
`));
});

it('leaves what suspended units own alone', async () => {
  const files = { 'apps/a.yaml': configMap('a') };
  const text = await textOf(files, { 'clusters/prod/apps.yaml': syncOf('apps', './apps', '  suspend: true\n'), 'apps/a.yaml': configMap('b') });
  expect(text).toContain('  suspended Kustomization flux-system/apps  clusters/prod/apps.yaml:1\n');
  expect(text).toContain('  not compared Kustomization flux-system/apps, not rendered on head: it is suspended, so Flux leaves what is there; 1 object left out  clusters/prod/apps.yaml:1\n');
});

it('knows a renamed Kustomization, and the objects that move with it', async () => {
  expect(await textOf({ 'apps/a.yaml': configMap('a'), 'apps/b.yaml': configMap('b') }, { 'clusters/prod/apps.yaml': syncOf('applications', './apps') })).toBe(`prod: 1 added, 1 removed, 2 moved, 1 the same
  renamed Kustomization flux-system/applications, was Kustomization flux-system/apps  clusters/prod/apps.yaml:1
  > ConfigMap default/a  from Kustomization flux-system/apps to Kustomization flux-system/applications
  > ConfigMap default/b  from Kustomization flux-system/apps to Kustomization flux-system/applications
  + Kustomization flux-system/applications  clusters/prod/apps.yaml:1
  - Kustomization flux-system/apps  deleted: Kustomization flux-system/flux-system prunes  was clusters/prod/apps.yaml:1

error change/kustomization-renamed  Kustomization flux-system/apps becomes Kustomization flux-system/applications: Flux deletes what the old one owns (2 objects) unless the new one has taken all of it over by then; give the old one deletionPolicy: Orphan in a change before this
  clusters/prod/apps.yaml:3:18
   2 | kind: Kustomization
 > 3 | metadata: {name: applications, namespace: flux-system}
     |                  ^^^^^^^^^^^^
  Kustomization flux-system/applications /metadata/name  <- resource clusters/prod/flux.yaml:6  <- unit Kustomization/flux-system/flux-system clusters/prod/flux.yaml:1  (prod)

1 cluster, 1 added, 1 removed, 2 moved, 1 the same: 1 error
`);
});

it('says why Flux keeps an object that git no longer has', async () => {
  const kept = configMap('a').replace('namespace: default', 'namespace: default, annotations: {kustomize.toolkit.fluxcd.io/prune: disabled}');
  expect(await textOf({ 'apps/a.yaml': kept, 'apps/b.yaml': configMap('b') }, { 'apps/a.yaml': undefined })).toContain('  - ConfigMap default/a  stays in the cluster: it is marked prune: disabled  was apps/a.yaml:1\n');
  const noPrune = syncOf('apps', './apps').replace('prune: true', 'prune: false');
  expect(await textOf({ 'clusters/prod/apps.yaml': noPrune, 'apps/a.yaml': configMap('a'), 'apps/b.yaml': configMap('b') }, { 'apps/a.yaml': undefined })).toContain('  - ConfigMap default/a  stays in the cluster: Kustomization flux-system/apps does not prune  was apps/a.yaml:1\n');
  expect(await textOf({ 'clusters/prod/apps.yaml': noPrune, 'apps/a.yaml': configMap('a') }, { 'clusters/prod/apps.yaml': undefined })).toContain('  - ConfigMap default/a  stays in the cluster: Kustomization flux-system/apps does not prune, and is gone  was apps/a.yaml:1\n');
});

it('tells findings that the change brings from those that were there', async () => {
  const { diff } = await diffOf({ 'apps/a.yaml': deployment('nginx') }, { 'apps/b.yaml': configMap('b').replace('{a: b}', '{a: 1}') }, { check: true });
  expect(diff.introduced?.map(({ rule, place }) => `${place?.file}:${place?.line} ${rule}`)).toEqual(['apps/b.yaml:4 workload/config-map-value-type']);
  expect(diff.mended).toEqual([]);
});

it('compares two folders, and says what is none', async () => {
  const [a, b] = [makeGitRepository({ ...prod, 'apps/a.yaml': configMap('a') }), makeGitRepository({ ...prod, 'apps/a.yaml': configMap('b') })];
  made.push(a, b);
  const render = { root: a.root, chartDirs: [], mirrors: [], network: 'offline', cacheDir: `${a.root}/.cache`, env: {} } as const;
  const result = await runDiff({ render, folders: { base: a.root, head: b.root } });
  expect(result.ok && result.diff.clusters[0]!.counts).toEqual({ added: 1, removed: 1, changed: 0, moved: 0, same: 2 });
  expect(await runDiff({ render, folders: { base: `${a.root}/nowhere`, head: b.root } })).toEqual({ ok: false, message: `${a.root}/nowhere is no folder` });
});

it('cannot compare with a side whose configuration is wrong, and says which', async () => {
  const repository = makeGitRepository({ ...prod, 'apps/a.yaml': configMap('a'), 'validate.yaml': 'clusterz: []\n' });
  made.push(repository);
  writeFiles(repository.root, { 'validate.yaml': '{}\n' });
  const result = await runDiff({ render: { root: repository.root, chartDirs: [], mirrors: [], network: 'offline', cacheDir: `${repository.root}/.cache`, env: {} }, base: 'HEAD' });
  expect(result).toEqual({ ok: false, message: 'HEAD cannot be rendered: validate.yaml:1:1: unknown key "clusterz"; did you mean "clusters"?' });
});

it('takes a folder that validate.yaml names from the commit it is compared with', async () => {
  const source = "apiVersion: source.toolkit.fluxcd.io/v1\nkind: GitRepository\nmetadata: {name: other, namespace: flux-system}\nspec: {url: 'https://git.example.com/other.git', interval: 1h}\n";
  const before = { 'validate.yaml': 'sources: {GitRepository/flux-system/other: vendored}\n', 'clusters/prod/other.yaml': `${source}---\n${syncOf('other', './x').replace('name: flux-system}', 'name: other}')}`, 'vendored/x/map.yaml': configMap('then'), 'apps/a.yaml': configMap('a') };
  expect(await textOf(before, { 'vendored/x/map.yaml': configMap('now') })).toContain(`  + ConfigMap default/now  vendored/x/map.yaml:1
  - ConfigMap default/then  deleted: Kustomization flux-system/other prunes  was vendored/x/map.yaml:1
`);
});

it('names the commits of a branch where there are several, and one above all where there is one', async () => {
  const repository = makeGitRepository({ ...prod, 'apps/web.yaml': deployment('nginx:1.28.0'), 'apps/old.yaml': configMap('old') });
  made.push(repository);
  const base = repository.git('rev-parse', 'HEAD');
  const [first] = [repository.commit({ 'apps/web.yaml': deployment('nginx:1.29.1') }, 'Bump nginx</details> @all\n\nbody')];
  const told = async (format: 'text' | 'markdown' | 'json' | 'html') => {
    const result = await runDiff({ render: { root: repository.root, chartDirs: [], mirrors: [], network: 'offline', cacheDir: `${repository.root}/.cache`, env: {} }, base, head: 'HEAD', check: true, commits: true });
    if (!result.ok) throw new Error(result.message);
    result.dispose();
    return formatDiff(result.diff, format, { exitCode: 0, text: { color: false, verbose: false, quiet: false, source: result.readHead }, page: () => ({ report: result.report!, drawings: [], rules: [], source: result.readHead }) });
  };
  expect(await told('text')).toContain(`\nby    ${first!.slice(0, 10)} Bump nginx</details> @all\n\nprod:`);
  expect(await told('markdown')).toContain(`\n\nby <code>${first!.slice(0, 10)}</code> Bump ${quote('nginx</details> @all')}\n\n`);
  const second = repository.commit({ 'apps/old.yaml': undefined }, 'Old goes');
  expect(await told('text')).toMatch(new RegExp(`  was apps/old\\.yaml:1  \\(${second.slice(0, 10)} Old goes\\)\n[^]*  apps/web\\.yaml:12  \\(${first!.slice(0, 10)} Bump nginx</details> @all\\)\n`));
  expect(await told('markdown')).toContain(` by <code>${second.slice(0, 10)}</code> Old goes`);
  expect(JSON.parse(await told('json'))).toMatchObject({ clusters: [{ objects: [{ cause: { commit: { id: second, subject: 'Old goes' } } }, { fields: [{ cause: { commit: { id: first } } }] }] }] });
  expect(dataOf(await told('html')).changes).toMatchObject([{ commits: [[second.slice(0, 10), 'Old goes']] }, {}]);
});

it('shows digests by their first characters', async () => {
  const [old, now] = [`nginx:1.28.0@sha256:${'0123456789abcdef'.repeat(4)}`, `nginx:1.29.1@sha256:${'fedcba9876543210'.repeat(4)}`];
  const text = await textOf({ 'apps/web.yaml': deployment(old) }, { 'apps/web.yaml': deployment(now) });
  expect(text).toContain('  image nginx 1.28.0@sha256:0123456789… -> 1.29.1@sha256:fedcba9876… (minor), Deployment default/web\n');
  expect(text).toContain('image: "nginx:1.28.0@sha256:0123456789…" -> "nginx:1.29.1@sha256:fedcba9876…"  apps/web.yaml:12\n');
});

it('tells a release whose chart changes where neither side could fetch it', async () => {
  const release = (name: string, version: string) => `apiVersion: source.toolkit.fluxcd.io/v1
kind: OCIRepository
metadata: {name: ${name}, namespace: default}
spec: {url: "oci://registry.example.com/${name}", ref: {tag: ${version}}, interval: 1h}
---
apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${name}, namespace: default}
spec: {chartRef: {kind: OCIRepository, name: ${name}}, interval: 1h}
`;
  const text = await textOf({ 'apps/a.yaml': release('a', '1.0.0'), 'apps/b.yaml': release('b', '1.0.0') }, { 'apps/a.yaml': release('a', '2.0.0') });
  expect(text).toMatch(/\n {2}not compared HelmRelease default\/a, which changes, not rendered on either side: .* {2}apps\/a\.yaml:6\n {2}not compared HelmRelease default\/b: rendered on neither side; .*\n/);
});

it('tells objects that change in the labels of their chart only in one line', async () => {
  const labelled = (name: string, version: string) => configMap(name).replace('namespace: default}', `namespace: default, labels: {helm.sh/chart: web-${version}, app.kubernetes.io/version: "${version}"}}`);
  const all = (version: string) => ({ 'apps/a.yaml': labelled('a', version), 'apps/b.yaml': labelled('b', version), 'apps/c.yaml': labelled('c', version).replace('{a: b}', `{a: "${version}"}`) });
  const text = await textOf(all('1.0.0'), all('1.1.0'));
  expect(text).toMatch(/^prod: 3 changed, 2 the same\n {2}~ ConfigMap default\/c\n(?: {6}.*\n){3} {2}~ 2 objects of Kustomization flux-system\/apps: no more than the labels of their chart's version\n\n/);
});
