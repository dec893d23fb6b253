import { chmodSync, existsSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import fc from 'fast-check';
import { findingKey } from '../lib/finding-key.ts';
import type { ClusterFacts } from '../model/facts.ts';
import { formatDiff } from '../report/diff/index.ts';
import { manifestsYaml, unitsJson } from '../report/manifests.ts';
import { drawTree } from '../report/tree.ts';
import { renderRepository, type RenderOptions } from '../run/clusters.ts';
import { runChanged } from '../run/changed.ts';
import { runDiff } from '../run/diff.ts';
import { openKept } from '../run/kept.ts';
import { run, type RunResult } from '../run/run.ts';
import { factsText } from '../schema/pull/facts.ts';
import type { GitRepository } from './git.ts';
import { configMap, prod, syncOf, writeFiles } from './repository.ts';

type Files = Readonly<Record<string, string>>;

const facts: ClusterFacts = { cluster: 'prod', pulled: new Date().toISOString().slice(0, 10), kubernetes: '1.35.4', notRead: [], preferred: {}, builtIn: { kinds: [], gone: [], types: {} }, aggregated: [], crds: [], objects: [{ apiVersion: 'v1', kind: 'ResourceQuota', metadata: { name: 'small', namespace: 'default' }, spec: { hard: { pods: '3' } } }] };

const deployment = (name: string, map: string) => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: default}\nspec:\n  selector: {matchLabels: {app: ${name}}}\n  template:\n    metadata: {labels: {app: ${name}}}\n    spec: {containers: [{name: a, image: "a:1.0.0", envFrom: [{configMapRef: {name: ${map}}}]}]}\n`;

/**
 * A repository in which much hangs together: apps that refer to each other's objects, a shared base and component, variables, a chart in a folder
 * with values from a ConfigMap, a definition with an object of its kind, suppressions in two places, facts of the cluster.
 */
export const entangled: Files = {
  ...prod,
  'validate.yaml': 'rules: {kustomize/resources-sorted: warn}\nexternal:\n  - {kind: Secret, namespace: default, name: outside, reason: made by hand, data: {a: b}}\nsuppressions:\n  - {rule: workload/memory-limit, object: Deployment/default/one, reason: it is small}\n',
  'facts/prod.json': factsText(facts),
  'clusters/prod/settings.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings, namespace: flux-system}\ndata: {domain: example.com, tag: 1.0.0}\n',
  'clusters/prod/apps.yaml': `${syncOf('one', './one', '  postBuild: {substituteFrom: [{kind: ConfigMap, name: settings}]}\n')}---\n${syncOf('two', './two', '  dependsOn: [{name: one}]\n  postBuild: {substitute: {tag: 2.0.0}, substituteFrom: [{kind: ConfigMap, name: settings}]}\n')}---\n${syncOf('three', './three', '  targetNamespace: default\n')}`,
  'one/kustomization.yaml': 'resources: [map.yaml, ../base, app.yaml]\ncomponents: [../component]\n',
  'one/map.yaml': configMap('shared').replace('{a: b}', '{a: "one.${domain}"}'),
  'one/app.yaml': `# validate-ignore workload/cpu-request: it is small\n${deployment('one', 'other')}`,
  'two/map.yaml': configMap('other'),
  'two/app.yaml': deployment('two', 'shared').replace('a:1.0.0', 'a:${tag}'),
  'base/kustomization.yaml': 'resources: [base.yaml]\n',
  'base/base.yaml': configMap('base'),
  'component/kustomization.yaml': 'apiVersion: kustomize.config.k8s.io/v1alpha1\nkind: Component\npatches: [{patch: "[{op: add, path: /metadata/labels, value: {common: \\"1\\"}}]", target: {kind: ConfigMap}}]\n',
  'three/definition.yaml': 'apiVersion: apiextensions.k8s.io/v1\nkind: CustomResourceDefinition\nmetadata: {name: things.example.com}\nspec:\n  group: example.com\n  scope: Namespaced\n  names: {kind: Thing, plural: things, singular: thing, listKind: ThingList}\n  versions: [{name: v1, served: true, storage: true, schema: {openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer}}}}}}}]\n',
  'three/thing.yaml': 'apiVersion: example.com/v1\nkind: Thing\nmetadata: {name: thing, namespace: default}\nspec: {size: 1}\n',
  'three/release.yaml': 'apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: {name: web, namespace: default}\nspec:\n  interval: 1h\n  chart: {spec: {chart: ./chart, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}\n  valuesFrom: [{kind: ConfigMap, name: values}]\n  values: {replicas: 2}\n',
  'three/values.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: values, namespace: default}\ndata:\n  values.yaml: |\n    image: web:1.0.0\n',
  'chart/Chart.yaml': 'apiVersion: v2\nname: web\nversion: 1.0.0\n',
  'chart/values.yaml': 'replicas: 1\nimage: web:latest\n',
  'chart/templates/web.yaml': 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: {{ .Release.Name }}}\nspec:\n  replicas: {{ .Values.replicas }}\n  selector: {matchLabels: {app: web}}\n  template:\n    metadata: {labels: {app: web}}\n    spec: {containers: [{name: web, image: {{ .Values.image | quote }}, envFrom: [{configMapRef: {name: shared}}]}]}\n',
};

const paths = Object.keys(entangled).filter((path) => path !== 'clusters/prod/flux.yaml');

/** One edit of the repository, of which several make a change. */
export type Edit = typeof anEdit extends fc.Arbitrary<infer E> ? E : never;

const anEdit = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('replace' as const), path: fc.constantFrom(...paths), from: fc.constantFrom('shared', 'other', 'one', 'two', '1.0.0', 'prune: true', 'ConfigMap', 'default', 'dependsOn', '{a: b}', 'integer', 'replicas', 'example.com', 'memory-limit', 'pods', 'web', '../base', 'true'), to: fc.constantFrom('shared', 'other', 'three', '', 'a', '{a: 1}', 'Secret', 'elsewhere', '2', 'string', 'cpu-limit', 'false') }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('move' as const), path: fc.constantFrom(...paths) }) },
  fc.record({ do: fc.constant('delete' as const), path: fc.constantFrom(...paths) }),
  fc.record({ do: fc.constant('copy' as const), path: fc.constantFrom(...paths), to: fc.constantFrom('two/more.yaml', 'three/kustomization.yaml', 'base/base.yaml', 'chart/templates/more.yaml', 'chart/values.schema.json', '.sourceignore') }),
  fc.record({ do: fc.constant('rename' as const), path: fc.constantFrom(...paths) }),
  fc.record({ do: fc.constant('mode' as const), path: fc.constantFrom(...paths) }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('append' as const), path: fc.constantFrom(...paths), text: fc.constantFrom('# a comment\n', '---\n', `---\n${configMap('more')}`, `---\n${configMap('shared')}`, 'resources: []\n', '\t{', 'data: {a: c}\n', '{{ fail "no" }}\n', '{{ .Values.image }}: b\n') }) },
  fc.record({ do: fc.constant('become' as const), path: fc.constantFrom(...paths), what: fc.constantFrom('empty', 'binary', 'crlf', 'link', 'folder', 'touched', 'reversed') }),
  fc.record({ do: fc.constant('add' as const), path: fc.constantFrom('one/extra.yaml', 'base/extra.yaml', 'component/extra.yaml', 'three/kustomization.yml', 'chart/templates/_helpers.tpl', 'chart/crds/crd.yaml', 'chart/.helmignore', '.sourceignore', 'clusters/prod/kustomization.yaml', 'facts/other.json'), text: fc.constantFrom(configMap('extra'), 'resources: []\n', '{{- define "a" }}b{{ end }}\n', '*.yaml\n', '{}\n', '') }),
);

export const someEdits: fc.Arbitrary<Edit[]> = fc.array(anEdit, { minLength: 1, maxLength: 3 });

/** Takes the working tree back to what was committed, and edits it. */
export function edit({ root, git }: GitRepository, edits: readonly Edit[]): void {
  git('reset', '--quiet', '--hard');
  git('clean', '--quiet', '--force', '-d', '--exclude=.cache');
  for (const { path, ...what } of edits) {
    const file = join(root, path);
    if (what.do === 'add') {
      writeFiles(root, { [path]: what.text });
      continue;
    }
    if (!existsSync(file)) continue;
    const text = git('show', `HEAD:${path}`);
    switch (what.do) {
      case 'replace': writeFiles(root, { [path]: `${text.replace(what.from, what.to)}\n` }); break;
      case 'move': writeFiles(root, { [path]: `\n${text}\n` }); break;
      case 'delete': rmSync(file); break;
      case 'copy': writeFiles(root, { [what.to]: `${text}\n` }); break;
      case 'rename': mkdirSync(dirname(file), { recursive: true }); renameSync(file, file.replace(/(\.\w+)$/, '-renamed$1')); break;
      case 'mode': chmodSync(file, 0o755); break;
      case 'append': writeFiles(root, { [path]: `${text}\n${what.text}` }); break;
      case 'become': become(file, text, what.what); break;
    }
  }
}

function become(file: string, text: string, what: string): void {
  const content = { empty: '', binary: Buffer.from([0xff, 0xfe, 0, 1]), crlf: `${text}\n`.replaceAll('\n', '\r\n'), touched: `${text}\n`, reversed: `${text.split('\n---\n').reverse().join('\n---\n')}\n` }[what];
  rmSync(file);
  if (content !== undefined) writeFileSync(file, content);
  else if (what === 'link') symlinkSync('map.yaml', file);
  else mkdirSync(file);
}

/** What commands that only show a rendering print of it. */
async function shown(options: RenderOptions): Promise<unknown> {
  const rendered = await renderRepository(options);
  if (!rendered.ok) return rendered.problems;
  return rendered.clusters.map(({ name, units }) => [drawTree(name, units, { colour: false }), unitsJson(units), units.map((unit) => manifestsYaml(unit.manifests, { origin: true, secrets: true }))]);
}

/** What `npm run diff` prints of the working tree. */
async function compared(options: RenderOptions): Promise<unknown> {
  const result = await runDiff({ render: options, base: 'HEAD', check: true });
  if (!result.ok) return result.message;
  result.dispose();
  const diff = { ...result.diff, seconds: 0 };
  return (['text', 'json', 'markdown'] as const).map((format) => formatDiff(diff, format, { exitCode: 0, text: { color: false, verbose: true, quiet: false, source: result.readHead }, page: () => { throw new Error('not asked for'); } }));
}

/** All that a run says, but how long it took. */
function said(result: RunResult | { readonly message: string }): unknown {
  if ('message' in result) return result;
  const { report, clusters } = result;
  return { ...report, seconds: 0, units: clusters.map(({ units }) => units.map(({ manifests, refused, ...unit }) => ({ ...unit, manifests: manifests.map(({ object, sent }) => ({ object, sent })), refused: refused?.length }))) };
}

/**
 * What is wrong with a run over the working tree as it lies there, as sentences; nothing where all is well: what earlier runs have kept changes no
 * answer, and `--changed` tells all that a whole run finds and base has not. `base`: the findings of the commit.
 */
export async function mistakesOf(options: RenderOptions, base: ReadonlySet<string>): Promise<string[]> {
  const mistakes: string[] = [];
  const ignored: string[] = [];
  const keeping = async <T>(work: (options: RenderOptions) => Promise<T>): Promise<T> => {
    const kept = openKept(options, (text) => ignored.push(text));
    const result = await work(kept.options);
    kept.save();
    return result;
  };
  const whole = await run(options);
  const again = await keeping(run);
  if (!isDeepStrictEqual(said(again), said(whole))) mistakes.push(`with what was kept, a run says something else: ${firstDifference(said(whole), said(again))}`);
  for (const [command, ask] of [['render', shown], ['diff', compared]] as const) {
    const [kept, made] = [await keeping(ask), await ask(options)];
    if (!isDeepStrictEqual(kept, made)) mistakes.push(`with what was kept, ${command} says something else: ${firstDifference(made, kept)}`);
  }
  const changed = await keeping((render) => runChanged(render, undefined, {}));
  const alone = await runChanged(options, undefined, {});
  if (!isDeepStrictEqual(said(changed), said(alone))) mistakes.push(`with what was kept, --changed says something else: ${firstDifference(said(alone), said(changed))}`);
  // A side that cannot be rendered at all is told as such, not compared.
  if ('message' in changed) return whole.report.incomplete ? mistakes : [...mistakes, `--changed cannot compare: ${changed.message}`];
  const found = new Set(changed.report.findings.map(findingKey));
  for (const key of whole.report.findings.map(findingKey)) if (!base.has(key) && !found.has(key)) mistakes.push(`--changed leaves out ${key}`);
  return [...mistakes, ...ignored.map((text) => `what was kept is ignored: ${text}`)];
}

/** Where two values begin to differ, with a little around it. */
function firstDifference(a: unknown, b: unknown): string {
  const [left, right] = [a, b].map((value) => JSON.stringify(value, (_, part: unknown) => (typeof part === 'bigint' ? String(part) : part)).replaceAll(/(?:\\)+n/g, '\n')) as [string, string];
  let at = 0;
  while (at < left.length && left[at] === right[at]) at++;
  return [left, right].map((text) => text.slice(Math.max(0, at - 150), at + 150)).join(' / ');
}
