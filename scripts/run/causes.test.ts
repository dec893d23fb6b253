import { afterEach, expect, it } from 'vitest';
import { formatDiff } from '../report/diff/index.ts';
import { makeGitRepository, type GitRepository } from '../testing/git.ts';
import { configMap, makeRepository, prod, syncOf, type Content } from '../testing/repository.ts';
import { runDiff } from './diff.ts';

const made: { remove(): void }[] = [];
afterEach(() => made.splice(0).forEach((one) => one.remove()));

function repository(files: Readonly<Record<string, Content>>): GitRepository {
  const own = makeGitRepository({ ...prod, ...files });
  made.push(own);
  return own;
}

/** What changed since the first commit, as text without its head and its last line. */
async function told({ root, git }: GitRepository, chartDirs: readonly string[] = []): Promise<string> {
  const base = git('rev-list', '--max-parents=0', 'HEAD');
  const result = await runDiff({ render: { root, chartDirs, mirrors: [], network: 'offline', cacheDir: `${root}/.cache`, env: {} }, base, head: 'HEAD', commits: true });
  if (!result.ok) throw new Error(result.message);
  result.dispose();
  const text = formatDiff(result.diff, 'text', { exitCode: 0, text: { color: false, verbose: false, quiet: false, source: result.readHead }, page: () => { throw new Error('not asked for'); } });
  return text.slice(text.indexOf('prod: ')).replaceAll(/\([0-9a-f]{10} /g, '(');
}

const chart = (version: string, more: string) => ({
  [`web-${version}/Chart.yaml`]: `apiVersion: v2\nname: web\nversion: ${version}\n`,
  [`web-${version}/templates/map.yaml`]: `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web, labels: {helm.sh/chart: web-${version}}}\ndata: {size: "{{ .Values.size }}"${more}}\n`,
});
const source = (version: string) => `apiVersion: source.toolkit.fluxcd.io/v1\nkind: OCIRepository\nmetadata: {name: web, namespace: default}\nspec:\n  url: oci://registry.example.com/web\n  interval: 1h\n  ref:\n    tag: ${version}\n`;
const release = (values: string, chart = 'chartRef: {kind: OCIRepository, name: web}') => `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: default}\nspec:\n  ${chart}\n  interval: 1h\n  values:\n    ${values}\n`;

it('finds what a new version of a chart changes where the version is written, and what a value changes at the value', async () => {
  const charts = makeRepository({ ...chart('1.0.0', ''), ...chart('1.1.0', '{{ if gt (int .Values.size) 5 }}, big: "yes"{{ end }}, new: "yes"') });
  made.push(charts);
  const own = repository({ 'apps/source.yaml': source('1.0.0'), 'apps/web.yaml': release('size: 1') });
  own.commit({ 'apps/source.yaml': source('1.1.0') }, 'bump');
  expect((await told(own, [charts.root])).split('\n').slice(0, 7)).toEqual([
    'prod: 2 changed, 3 the same',
    '  HelmRelease default/web: chart web 1.0.0 -> 1.1.0 (minor)  apps/source.yaml:8',
    '  ~ ConfigMap default/web',
    '      metadata.labels["helm.sh/chart"]: "web-1.0.0" -> "web-1.1.0"  apps/source.yaml:8',
    '      + data.new: "yes"  apps/source.yaml:8',
    '  ~ OCIRepository default/web',
    '      spec.ref.tag: "1.0.0" -> "1.1.0"  apps/source.yaml:8',
  ]);
  own.commit({ 'apps/web.yaml': release('size: 9') }, 'value');
  expect((await told(own, [charts.root])).split('\n').slice(2, 6)).toEqual([
    '  ~ ConfigMap default/web',
    '      metadata.labels["helm.sh/chart"]: "web-1.0.0" -> "web-1.1.0"  apps/source.yaml:8  (bump)',
    '      data.size: "1" -> "9"  apps/web.yaml:8  (value)',
    '      + data.big: "yes"  apps/source.yaml:8  (bump)',
  ]);
});

it('finds what a chart makes of a value that it does not hold at the only value that differs', async () => {
  const charts = makeRepository({ 'web-1.0.0/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n', 'web-1.0.0/templates/map.yaml': '{{ if .Values.on }}\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: on}\n{{ end }}\n---\napiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {a: b{{ if .Values.on }}, c: d{{ end }}}\n' });
  made.push(charts);
  const own = repository({ 'apps/source.yaml': source('1.0.0'), 'apps/web.yaml': release('on: false') });
  own.commit({ 'apps/web.yaml': release('on: true') }, 'on');
  expect((await told(own, [charts.root])).split('\n').slice(1, 4)).toEqual(['  + ConfigMap default/on  apps/web.yaml:8', '  ~ ConfigMap default/web', '      + data.c: "d"  apps/web.yaml:8']);
});

it('names the commit with which an object came or went, not those that touched its lines before or after', async () => {
  const own = repository({
    'apps/kustomization.yaml': 'resources:\n  - a.yaml\n  - b.yaml\n', 'apps/a.yaml': configMap('a'), 'apps/b.yaml': configMap('b'), 'apps/c.yaml': configMap('c'), 'x.yaml': 'a: b\n',
  });
  own.commit({ 'apps/a.yaml': configMap('a').replace('apiVersion: v1', 'apiVersion: "v1"') }, 'quotes');
  own.commit({ 'apps/kustomization.yaml': 'resources:\n  - b.yaml\n' }, 'a goes');
  own.commit({ 'apps/a.yaml': undefined }, 'tidy up');
  own.commit({ 'apps/kustomization.yaml': 'resources:\n  - b.yaml\n  - c.yaml\n' }, 'c comes');
  own.commit({ 'apps/b.yaml': configMap('b').replace('ConfigMap', 'Secret') }, 'b is another kind');
  expect((await told(own)).split('\n').slice(1, 5)).toEqual([
    '  - ConfigMap default/a  deleted: Kustomization flux-system/apps prunes  was apps/a.yaml:1  (a goes)',
    '  - ConfigMap default/b  deleted: Kustomization flux-system/apps prunes  was apps/b.yaml:1  (b is another kind)',
    '  + ConfigMap default/c  apps/c.yaml:1  (c comes)',
    '  + Secret default/b  apps/b.yaml:1  (b is another kind)',
  ]);
});

it('takes an object of a version that the server no longer knows for one of the new version', async () => {
  const old = (version: string) => syncOf('more', './more').replace('toolkit.fluxcd.io/v1', `toolkit.fluxcd.io/${version}`);
  const own = repository({ 'clusters/prod/more.yaml': old('v1beta2'), 'apps/a.yaml': configMap('a'), 'more/a.yaml': configMap('m') });
  own.commit({ 'clusters/prod/more.yaml': old('v1') }, 'new');
  expect((await told(own)).split('\n').slice(1, 4)).toEqual(['  ~ Kustomization flux-system/more', '      apiVersion: "kustomize.toolkit.fluxcd.io/v1beta2" -> "kustomize.toolkit.fluxcd.io/v1"  clusters/prod/more.yaml:1', '']);
});

it('tells what Helm has deleted already, as a hook that succeeded', async () => {
  const hook = (policy: string) => `apiVersion: batch/v1\nkind: Job\nmetadata: {name: "{{ .Release.Name }}-${policy}", annotations: {helm.sh/hook: pre-install, helm.sh/hook-delete-policy: "before-hook-creation${policy === 'kept' ? '' : ',hook-succeeded'}"}}\nspec: {template: {spec: {restartPolicy: Never, containers: [{name: a, image: "a:1"}]}}}\n`;
  const charts = makeRepository({ 'web-1.0.0/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n', 'web-1.0.0/templates/a.yaml': hook('kept'), 'web-1.0.0/templates/b.yaml': hook('gone') });
  made.push(charts);
  const own = repository({ 'apps/source.yaml': source('1.0.0'), 'apps/web.yaml': release('a: b'), 'apps/a.yaml': configMap('a') });
  own.commit({ 'apps/web.yaml': undefined }, 'web goes');
  const lines = (await told(own, [charts.root])).split('\n').filter((line) => line.includes('Job'));
  expect(lines).toEqual([
    '  - Job default/web-gone  deleted: Helm ran it as a hook, and deleted it once that had succeeded  was apps/web.yaml:1',
    '  - Job default/web-kept  stays in the cluster: Helm ran it as a hook, and leaves what hooks made  was apps/web.yaml:1',
  ]);
});
