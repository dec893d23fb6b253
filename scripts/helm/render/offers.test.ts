import { expect, it } from 'vitest';
import { loadChart } from '../chart/load.ts';
import { createRenderer } from './index.ts';

/** The values key that sets a field of the first document of templates/a.yaml. */
function offered(template: string, values: string, pointer: string, user = {}, more: Record<string, string> = {}): string | undefined {
  const files = { 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n', 'values.yaml': values, 'templates/a.yaml': template, ...more };
  const loaded = loadChart({ kind: 'files', name: 'app', files: Object.entries(files).map(([name, text]) => ({ name, data: Buffer.from(text) })) });
  if (!loaded.ok) throw new Error(loaded.problem.message);
  const result = createRenderer()(loaded.chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values: user });
  if (!result.ok) throw new Error(result.error);
  return result.manifests.find(({ template: name }) => name.endsWith('/a.yaml'))?.offeredBy?.(pointer);
}

const pod = (container: string, spec = '') => `kind: Pod\nmetadata: {name: a}\nspec:\n${spec}  containers:\n    - name: a\n      image: {{ .Values.image }}\n${container}`;
const memory = '/spec/containers/0/resources/limits/memory';

it.each([
  ['a map that is empty by default', pod('      {{- with .Values.resources }}\n      resources: {{- toYaml . | nindent 8 }}\n      {{- end }}\n'), 'image: a\nresources: {}\n', memory, 'resources.limits.memory'],
  ['a map that the chart writes empty', pod('      resources: {{- toYaml .Values.resources | nindent 8 }}\n'), 'image: a\nresources: {limits: {}}\n', memory, 'resources.limits.memory'],
  ['a key with a longer name', pod('      securityContext: {{- toYaml .Values.containerSecurityContext | nindent 8 }}\n'), 'image: a\npodSecurityContext: {}\ncontainerSecurityContext: {runAsUser: 1}\n', '/spec/containers/0/securityContext/readOnlyRootFilesystem', 'containerSecurityContext.readOnlyRootFilesystem'],
  ['a key further down', pod('      {{- if .Values.app.probes.livenessProbe }}\n      livenessProbe: {{- toYaml .Values.app.probes.livenessProbe | nindent 8 }}\n      {{- end }}\n'), 'image: a\napp: {probes: {livenessProbe: null}}\n', '/spec/containers/0/livenessProbe', 'app.probes.livenessProbe'],
  ['a key that only the template names', pod('      {{- with .Values.resources }}\n      resources: {{- toYaml . | nindent 8 }}\n      {{- end }}\n'), 'image: a\n', memory, 'resources.limits.memory'],
  ['a text', pod('', '  {{- with .Values.priorityClassName }}\n  priorityClassName: {{ . }}\n  {{- end }}\n'), 'image: a\npriorityClassName: ""\n', '/spec/priorityClassName', 'priorityClassName'],
  ['a chart that offers none', pod('      resources: {limits: {cpu: 1}}\n'), 'image: a\nresources: {}\nother: {memory: 1}\n', memory, undefined],
  ['a key that makes another object only', pod(''), 'image: a\nresources: {}\n', memory, undefined],
])('finds by trying: %s', (_, template, values, pointer, key) => expect(offered(template, values, pointer, {}, { 'templates/b.yaml': pod('      resources: {{- toYaml .Values.resources | nindent 8 }}\n').replace('name: a', 'name: b') })).toBe(key));

it('looks beside the values that made the surroundings first', () => {
  const template = '{{- range $name, $c := .Values.controllers }}\nkind: Pod\nmetadata: {name: {{ $name }}}\nspec:\n  containers:\n    - {{- toYaml $c.main | nindent 6 }}\n---\n{{- end }}\n';
  expect(offered(template, '', memory, { resources: {}, controllers: { web: { main: { name: 'x', image: 'y:1' } } } })).toBe('controllers.web.main.resources.limits.memory');
});

it('finds the key of a subchart', () => {
  const files = {
    'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies: [{name: sub, version: 1.0.0}]\n', 'charts/sub/Chart.yaml': 'apiVersion: v2\nname: sub\nversion: 1.0.0\n', 'charts/sub/values.yaml': 'image: a\nresources: {}\n',
    'charts/sub/templates/a.yaml': pod('      {{- with .Values.resources }}\n      resources: {{- toYaml . | nindent 8 }}\n      {{- end }}\n'),
  };
  expect(offered('', 'resources: {}\n', memory, {}, files)).toBe('sub.resources.limits.memory');
});
