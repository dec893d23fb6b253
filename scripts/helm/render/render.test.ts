import { describe, expect, test } from 'vitest';
import { atPointer, isObject } from '../../lib/json.ts';
import type { JsonObject } from '../../model/json.ts';
import { helm } from '../cli/template.ts';
import { loadChart } from '../chart/load.ts';
import type { Chart, Rendered, RenderRequest } from '../types.ts';
import type { Engine } from './engine.ts';
import { createRenderer } from './index.ts';
import { renderWith } from './render.ts';

/** As little of a language as these tests need: `{{ a.b }}` prints a value, `{{?a.b}}...{{/}}` is an if. */
const engine: Engine = {
  render({ files }) {
    const texts = new Map<string, string>();
    for (const { name, text, scope, partial } of files) {
      if (partial) continue;
      const value = (path: string): unknown => atPointer(scope.values, `/${path.trim().replaceAll('.', '/')}`);
      if (text.includes('{{fail}}')) return { ok: false, error: `execution error at (${name}:1:3): no`, template: name, line: 1, column: 3 };
      texts.set(name, text.replace(/\{\{\?([\w.]+)\}\}(.*?)\{\{\/\}\}/gs, (_, path: string, body: string) => (value(path) ? body : '')).replace(/\{\{([\w. ]+)\}\}/g, (_, path: string) => String(value(path))));
    }
    return { ok: true, texts };
  },
};

const configMap = (name: string, data: string): string => `kind: ConfigMap\nmetadata: {name: ${name}}\ndata:\n${data}`;

function chartOf(files: Record<string, string>): Chart {
  const all = { 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n', ...files };
  const loaded = loadChart({ kind: 'files', name: 'app', location: 'charts/app', files: Object.entries(all).map(([name, text]) => ({ name, data: Buffer.from(text) })) });
  if (!loaded.ok) throw new Error(loaded.problem.message);
  return loaded.chart;
}

function rendered(files: Record<string, string>, request: Partial<RenderRequest> = {}): Rendered {
  const result = renderWith(engine, chartOf(files), { release: { name: 'r', namespace: 'n', revision: 1 }, values: {}, ...request }, { schemas: new Map() });
  if (!result.ok) throw new Error(result.error);
  return result;
}

function failure(files: Record<string, string>, request: Partial<RenderRequest> = {}) {
  const result = renderWith(engine, chartOf(files), { release: { name: 'r', namespace: 'n', revision: 1 }, values: {}, ...request }, { schemas: new Map() });
  return result.ok ? undefined : result;
}

describe('renderWith', () => {
  test('prints what helm template prints: install order, hooks last, sources', () => {
    const result = rendered({
      'templates/b.yaml': 'kind: Deployment\n---\nkind: Service\n',
      'templates/hook.yaml': 'kind: Job\nmetadata: {annotations: {helm.sh/hook: pre-install}}\n',
      'templates/empty.yaml': '\n\n', 'templates/_x.tpl': 'x', 'templates/NOTES.txt': 'notes of {{ a }}', 'crds/c.yaml': 'kind: CustomResourceDefinition\nmetadata: {name: c}\n', 'values.yaml': 'a: 1',
    }, { includeCrds: true });
    expect(result.text).toBe(`---
# Source: app/crds/c.yaml
kind: CustomResourceDefinition
metadata: {name: c}

---
# Source: app/templates/b.yaml
kind: Service

---
# Source: app/templates/b.yaml
kind: Deployment
---
# Source: app/templates/hook.yaml
kind: Job
metadata: {annotations: {helm.sh/hook: pre-install}}

`);
    expect(result.notes).toBe('notes of 1');
    expect(result.manifests.map(({ kind, hooks }) => [kind, hooks])).toEqual([['CustomResourceDefinition', []], ['Service', []], ['Deployment', []], ['Job', ['pre-install']]]);
  });

  test.each<[string, Record<string, string>, Partial<RenderRequest>, string]>([
    ['a bad name', {}, { release: { name: 'X_', namespace: 'n', revision: 1 } }, 'release name check failed: release name "X_": invalid release name, must match regex ^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$ and the length must not be longer than 53'],
    ['a library', { 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\ntype: library' }, {}, 'library charts are not installable'],
    ['an old cluster', { 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\nkubeVersion: ">=1.40.0-0"' }, {}, 'chart requires kubeVersion: >=1.40.0-0 which is incompatible with Kubernetes v1.37.0\n\nUse --debug flag to render out invalid YAML'],
    ['a failing template', { 'templates/a.yaml': '{{fail}}' }, {}, 'execution error at (app/templates/a.yaml:1:3): no\n\nUse --debug flag to render out invalid YAML'],
  ])('%s', (_, files, request, expected) => expect(failure(files, request)?.error).toBe(expected));

  test('bad YAML out of a template is shown with the lines around it', () => {
    const problem = failure({ 'templates/a.yaml': 'a: 1\nb: [1\nc: {{ a }}\n' })?.problems[0];
    expect(problem?.place).toEqual({ file: 'charts/app/templates/a.yaml', line: 1, column: 1 });
    expect(problem?.message).toMatch(/^YAML parse error on app\/templates\/a\.yaml: error converting YAML to JSON: yaml: line \d: /);
    expect(problem?.help).toContain('    2 | b: [1');
  });

  test('values that break the schema, at their key', () => {
    const schema = JSON.stringify({ properties: { a: { type: 'string' } } });
    const place = { file: 'release.yaml', line: 9, column: 5 };
    const failed = failure({ 'values.schema.json': schema }, { values: { a: 1 }, valuesOrigin: (pointer) => (pointer === '/a' ? { certainty: 'exact', steps: [{ kind: 'values', place }] } : undefined) });
    expect(failed?.error).toBe("values don't meet the specifications of the schema(s) in the following chart(s):\napp:\n- at '/a': got number, want string\n");
    expect(failed?.problems).toEqual([{ code: 'helm/schema-violation', message: 'values a of chart app: got number, want string', pointer: '/a', place, steps: [{ kind: 'values', place }], fix: { action: 'quote' } }]);
    expect(failure({ 'values.schema.json': schema }, { values: { a: 1 }, skipSchema: true })).toBeUndefined();
  });
});

describe('origin', () => {
  const files = { 'values.yaml': 'image:\n  tag: "1"\nport: 80\nother: 80\n', 'templates/a.yaml': configMap('x', '  image: "app:{{ image.tag }}"\n  port: {{ port }}\n  fixed: 80\n') };
  const user: JsonObject = { port: 8080 };
  const place = { file: 'release.yaml', line: 3, column: 1 };
  const originOf = (pointer: string) => rendered(files, { values: user, valuesOrigin: () => ({ certainty: 'exact', steps: [{ kind: 'values', name: 'port', place }] }) }).manifests[0]?.originOf(pointer);

  test("a user's value", () => expect(originOf('/data/port')).toEqual({ certainty: 'exact', steps: [{ kind: 'values', name: 'port', place }, { kind: 'template', name: 'app/templates/a.yaml', place: { file: 'charts/app/templates/a.yaml', line: 1, column: 1 } }] }));
  test("a chart's default within a text is probable", () => {
    expect(originOf('/data/image')).toMatchObject({ certainty: 'probably', steps: [{ kind: 'chartDefault', name: 'image.tag', place: { file: 'charts/app/values.yaml', line: 2 } }, {}] });
  });
  test('`default true` hides that a value is false', () => {
    const chart = chartOf({ 'templates/a.yaml': 'kind: X\na: {{ default true .Values.a }}\nb: {{ default 1 .Values.b }}\n' });
    const result = createRenderer()(chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values: { a: true, b: 2 }, trackOrigin: true, valuesOrigin: (pointer) => ({ certainty: 'exact', steps: [{ kind: 'values', name: pointer }] }) });
    const found = result.ok ? result.manifests[0] : undefined;
    expect(['/a', '/b'].map((pointer) => [found?.originOf(pointer).certainty, found?.originOf(pointer).steps[0]?.name])).toEqual([['probably', '/a'], ['exact', '/b']]);
  });
  test('what no value moves is the template', () => expect(originOf('/data/fixed')?.steps.map(({ kind }) => kind)).toEqual(['template']));
  test('a pointer to nowhere', () => expect(originOf('/nope/3')?.certainty).toBe('file'));
});

describe('unused values', () => {
  const files = { 'values.yaml': 'controllers: {main: 1}\nverbose: false\nconfig: {server: a}\n', 'templates/a.yaml': configMap('x', '  a: "{{ controllers.main }}"\n  b: "{{ config }}"\n{{?verbose}}  c: "{{ extra }}"\n{{/}}') };
  test('a misspelt key, and one that nothing reads', () => {
    expect(rendered(files, { values: { controllerz: { main: 2 }, extra: 'x', controllers: { main: 1, mian: 3, other: 4 } } }).unusedValues()).toEqual([
      { pointer: '/controllerz', path: 'controllerz', how: 'unread', suggestion: 'controllers' },
      { pointer: '/controllers/mian', path: 'controllers.mian', how: 'unread', suggestion: 'main' },
      { pointer: '/controllers/other', path: 'controllers.other', how: 'unread' },
    ]);
  });
  test('a slip in a map that the chart hands on as it is', () => {
    const chart = chartOf({ 'values.yaml': 'config: {server: a, level: info}\n', 'templates/a.yaml': 'kind: ConfigMap\nmetadata: {name: x}\ndata:\n  config: |\n    {{- toYaml .Values.config | nindent 4 }}\n' });
    const result = createRenderer()(chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values: { config: { serverr: 'b', other: 'c', level: 'debug' } } });
    expect(result.ok && result.unusedValues()).toEqual([{ pointer: '/config/serverr', path: 'config.serverr', how: 'passedOn', suggestion: 'server' }]);
  });
  test('a map of which nothing is read this time may hold anything', () => {
    const chart = chartOf({ 'values.yaml': 'hook: {enabled: false, annotations: {}}\n', 'templates/a.yaml': 'kind: ConfigMap\nmetadata: {name: x}\n{{ if .Values.hook.enabled }}data: {{ toJson .Values.hook.annotations }}{{ end }}\n' });
    const unused = (values: JsonObject) => {
      const result = createRenderer()(chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values });
      return result.ok && result.unusedValues().map(({ path }) => path);
    };
    expect(unused({ hook: { annotations: { team: 'a' } } })).toEqual([]);
    expect(unused({ hook: { enabled: true, annotations: { team: 'a' } } })).toEqual([]);
    expect(unused({ hook: { enabled: true, annotationz: { team: 'a' } } })).toEqual(['hook.annotationz']);
  });
  test('a slip in a map of which nothing is read this time', () => {
    const chart = chartOf({ 'values.yaml': 'cron: {enabled: false, type: sidecar}\n', 'templates/a.yaml': 'kind: ConfigMap\nmetadata: {name: x}\n{{ if and .Values.cron.enabled (eq .Values.cron.type "sidecar") }}data: {a: b}{{ end }}\n' });
    const result = createRenderer()(chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values: { cron: { enaled: true, else: 1 } } });
    expect(result.ok && result.unusedValues()).toEqual([{ pointer: '/cron/enaled', path: 'cron.enaled', how: 'unread', suggestion: 'enabled' }]);
  });
  test('in the maps of a list, told from the fields that templates read', () => {
    const chart = chartOf({ 'templates/a.yaml': 'kind: ConfigMap\nmetadata: {name: x}\ndata:{{ range .Values.pools }}\n  {{ .name }}: "{{ .replicas }}"{{ end }}\n' });
    const result = createRenderer()(chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values: { pools: [{ name: 'a', replicas: 1 }, { name: 'b', replcas: 2 }] } });
    expect(result.ok && result.unusedValues()).toEqual([{ pointer: '/pools/1/replcas', path: 'pools[1].replcas', how: 'unread', suggestion: 'replicas' }]);
  });
  test('what is only said about a key is no reading of it', () => {
    const chart = chartOf({ 'values.yaml': 'provider: a\n', 'values.schema.json': '{"properties": {"provider": {"description": "one of many providers"}}}', 'templates/a.yaml': '{{/* the providers */ -}}\nkind: ConfigMap\nmetadata: {name: x}\ndata: {a: "{{ .Values.provider }}"}\n' });
    const result = createRenderer()(chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values: { providers: 'b' } });
    expect(result.ok && result.unusedValues()).toEqual([{ pointer: '/providers', path: 'providers', how: 'unread', suggestion: 'provider' }]);
  });
  test('a map that a slip in it leaves unread', () => {
    const chart = chartOf({ 'templates/a.yaml': 'kind: ConfigMap\nmetadata: {name: x}\ndata:{{ range $key, $board := .Values.boards }}{{ if $board.gnetId }}\n  {{ $key }}: "{{ $board.gnetId }}"{{ end }}{{ end }}\n' });
    const result = createRenderer()(chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values: { boards: { one: { gnetId: 1 }, two: { gNetId: 2 } } } });
    expect(result.ok && result.unusedValues()).toEqual([{ pointer: '/boards/two/gNetId', path: 'boards.two.gNetId', how: 'unread', suggestion: 'gnetId' }]);
  });
  test('another word is no slip', () => {
    const chart = chartOf({ 'values.yaml': 'externalPolicy: a\n', 'templates/a.yaml': 'kind: ConfigMap\nmetadata: {name: x}\ndata: {a: "{{ .Values.externalPolicy }}"}\n' });
    const result = createRenderer()(chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values: { internalPolicy: 'b', xternalPolicy: 'c' } });
    expect(result.ok && result.unusedValues().map(({ path, suggestion }) => [path, suggestion])).toEqual([['internalPolicy', undefined], ['xternalPolicy', 'externalPolicy']]);
  });
  test('several slips in maps in such a map', () => {
    const chart = chartOf({ 'templates/a.yaml': 'kind: ConfigMap\nmetadata: {name: x}\ndata:{{ range .Values.boards }}{{ with .source }}{{ with .gnetId }}\n  id: {{ . }}{{ end }}{{ with .revision }}\n  rev: {{ . }}{{ end }}{{ end }}{{ end }}\n' });
    const result = createRenderer()(chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values: { boards: { one: { source: { gnetId: 1, revision: 2 } }, two: { source: { gNetId: 2, revison: 3 } } } } });
    expect(result.ok && result.unusedValues().map(({ path, suggestion }) => [path, suggestion])).toEqual([['boards.two.source.gNetId', 'gnetId'], ['boards.two.source.revison', 'revision']]);
  });
  test('a map that is unread whatever its keys are called', () => {
    const chart = chartOf({ 'values.yaml': 'image: {tag: a}\n', 'templates/a.yaml': 'kind: ConfigMap\nmetadata: {name: x}\ndata: {a: "{{ .Values.image.tag }}"}\n' });
    const result = createRenderer()(chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values: { oldContainer: { imgae: { tga: 'x' } } } });
    expect(result.ok && result.unusedValues()).toEqual([{ pointer: '/oldContainer', path: 'oldContainer', how: 'unread' }]);
  });
  test('of globals only a slip: the others may be for other charts', () => {
    const chart = chartOf({ 'values.yaml': 'global: {imageRegistry: ""}\n', 'templates/a.yaml': 'kind: ConfigMap\nmetadata: {name: x}\ndata: {a: "{{ .Values.global.imageRegistry }}"}\n' });
    const result = createRenderer()(chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values: { global: { imageRegistri: 'a', clusterName: 'b' } } });
    expect(result.ok && result.unusedValues()).toEqual([{ pointer: '/global/imageRegistri', path: 'global.imageRegistri', how: 'unread', suggestion: 'imageRegistry' }]);
  });
  test('keys that JavaScript knows are keys like others', () => {
    expect(rendered(files, { values: JSON.parse('{"constructor": 1, "__proto__": {"a": 1}, "global": {"__proto__": 1}}') as JsonObject }).unusedValues().map(({ path }) => path)).toEqual(['constructor', '__proto__']);
  });
  test('a value that equals the default is used', () => expect(rendered(files, { values: { verbose: false } }).unusedValues()).toEqual([]));
});

describe('the command', () => {
  const run = (...argv: string[]) => helm(argv, { isThere: () => false, read: () => ({ ok: false, error: 'open x: no such file or directory' }), render: () => { throw new Error('not reached'); } });
  test.each([
    [['template'], '"helm template" requires at least 1 argument\n\nUsage:  helm template [NAME] [CHART] [flags]'],
    [['template', 'x', './nope'], 'path "./nope" not found'],
    [['template', 'x', '.', '--bogus'], 'unknown flag: --bogus'],
    [['template', 'x', '.', '--set'], 'flag needs an argument: --set'],
    [['template', 'x', '.', 'y'], 'expected at most two arguments, unexpected arguments: y'],
    [['template', 'x', '.', '--kube-version', 'foo'], 'invalid kube version \'foo\': could not parse "foo" as version'],
    [['template', 'x', '.', '--validate'], '--validate is not supported: it asks a cluster, and this command knows none'],
    [['template', 'x', '.', '--dry-run=server'], '--dry-run=server is not supported: it asks a cluster, and this command knows none'],
    [['template', 'x', '.', '--dry-run=foo'], 'invalid dry-run value ("foo"). Must be "none", "server", or "client"'],
    [['template', 'x', '.', '--dry-run=none'], 'invalid dry-run value ("none"). Must be "server" or "client"'],
    [['template', 'x', '.', '--force=maybe'], 'invalid argument "maybe" for "--force" flag: strconv.ParseBool: parsing "maybe": invalid syntax'],
    [['template', 'x', '.', '--output-dir', 'out'], '--output-dir is not supported: this command renders charts that lie here, and writes to standard output only'],
    [['template', 'x', '.', '--post-renderer', 'cat'], '--post-renderer is not supported: this command renders charts that lie here, and writes to standard output only'],
    [['template', '.', '--name-template', '{{ 1 }}'], '--name-template with an action is not supported: write the name itself'],
    [['install'], 'unknown command "install" for "helm"\nRun \'npm run --silent helm -- --help\' for usage.'],
  ])('%j', (argv, error) => expect(run(...argv)).toEqual({ stdout: '', stderr: `Error: ${error}\n`, status: 1 }));

  test('flags as Go reads them', () => {
    let seen: RenderRequest | undefined;
    const world = { isThere: () => true, read: (name: string) => ({ ok: true as const, text: name === 'v.yaml' ? 'a: {b: 1}\nc: 1' : 'text' }), render: (_: Chart, request: RenderRequest) => ((seen = request), { ok: false as const, error: 'stop', problems: [{ code: 'helm/render-failed' as const, message: 'stop' }] as const, notChecked: [], warnings: [] }) };
    const outcome = helm(['template', 'r', 'scripts/helm/cli', '-fv.yaml', '--set=a.b=2,d=x', '--set-string', 'e=1', '-n', 'ns', '-a', 'x/v1,y/v1', '--api-versions=z/v1', '--is-upgrade'], world);
    // the chart itself is not one
    expect(outcome.stderr).toMatch(/^Error: unable to detect chart at .*scripts\/helm\/cli\/Chart\.yaml: open .*: no such file or directory\n$/);
    expect(seen).toBeUndefined();
  });
});

test('values of the wrong shape never throw', () => {
  for (const values of [{ a: [] }, { __proto__: null }, JSON.parse('{"__proto__": {"a": 1}, "constructor": 1}')] as JsonObject[]) {
    expect(isObject(rendered({ 'templates/a.yaml': 'kind: X' }, { values }).manifests[0]?.object)).toBe(true);
  }
});
