import { expect, test } from 'vitest';
import { loadChart } from '../chart/load.ts';
import { createRenderer } from '../render/index.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Rendered } from '../types.ts';

/** Renders one file that reads what the definition `d` prints, as one operation and by way of a text. */
function both(definition: string, values: JsonObject): { direct: Rendered; byText: Rendered } {
  const render = (read: string): Rendered => {
    const files = {
      'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n',
      'templates/_d.tpl': `{{- define "d" -}}\n${definition}\n{{- end -}}\n{{- define "nil" }}{{ end }}`,
      'templates/a.yaml': `${read}\nkind: ConfigMap\nmetadata: {name: a}\ndata:\n  all: {{ $read | toJson | quote }}\n  read: {{- toYaml $read | nindent 4 }}\n`,
    };
    const loaded = loadChart({ kind: 'files', name: 'app', files: Object.entries(files).map(([name, text]) => ({ name, data: Buffer.from(text) })) });
    if (!loaded.ok) throw new Error(loaded.problem.message);
    const result = createRenderer()(loaded.chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values, trackOrigin: true });
    if (!result.ok) throw new Error(result.error);
    return result;
  };
  return { direct: render('{{- $read := include "d" . | fromYaml -}}'), byText: render('{{- $text := include "d" . -}}{{- $read := fromYaml $text -}}') };
}

const values = { v: { list: [1, 'b', { c: true }], text: 'a b', number: 7, float: 1.5, none: null, map: {}, long: 'x'.repeat(90), 'multi\nline': 'a\nb\n', quoted: "it's", yes: 'yes' }, plain: { a: 'b', n: 1 } };

test.each([
  ['a dump alone', '{{- .Values.v | toYaml -}}'],
  ['as an argument', '{{ toYaml .Values.plain }}'],
  ['with line breaks around it', '\n\n{{ toYaml .Values.plain }}\n\n'],
  ['within a condition and a range', '{{- if .Values.plain -}}{{- range list 1 -}}{{ toYaml $.Values.plain }}{{- end -}}{{- end -}}'],
  ['text before it', 'first: 1\n{{ toYaml .Values.plain }}'],
  ['text behind it', '{{ toYaml .Values.plain }}\nlast: 1'],
  ['two dumps', '{{ toYaml .Values.plain }}\n{{ toYaml (dict "z" 1) }}'],
  ['spaces before it', '  {{ toYaml .Values.plain }}'],
  ['a comment behind it', '{{ toYaml .Values.plain }}\n# c'],
  ['a list', '{{ toYaml (list 1 2) }}'],
  ['nil', '{{ toYaml .Values.missing }}'],
  ['nothing', ''],
  ['a map that changes once it was dumped', '{{- $m := deepCopy .Values.plain -}}{{ toYaml $m }}{{- $_ := set $m "a" "changed" -}}'],
  ['integers of Go', '{{ toYaml (dict "a" 1 "b" (int64 2) "c" (add 1 2)) }}'],
  ['a dump in an include of the definition', '{{- $inner := dict "in" (include "nil" . ) -}}{{ toYaml $inner }}'],
  ['a dict of values', '{{ toYaml (dict "x" .Values.v.text "y" (printf "%s-1" .Values.plain.a) "z" .Values.v.list) }}'],
])('include and fromYaml as one operation read what the text holds: %s', (_, definition) => {
  const { direct, byText } = both(definition, values);
  expect(direct.text).toBe(byText.text);
  const origins = ({ manifests: [manifest] }: Rendered) => ['/data/all', ...['a', 'n', 'x', 'y', 'z/0', 'z/1', 'z/2/c', 'list/1', 'text', 'number', 'quoted', 'yes'].map((key) => `/data/read/${key}`)].map((pointer) => manifest?.originOf(pointer));
  expect(origins(direct)).toEqual(origins(byText));
});

test('a change of what was read reaches neither the values nor the next reader', () => {
  const { direct } = both('{{ toYaml .Values.plain }}{{- $first := include "plain" . | fromYaml -}}{{- $_ := set $first.a "b" 2 -}}\n{{- end -}}{{- define "plain" -}}{{ toYaml .Values.plain }}', { plain: { a: { b: 1 } } });
  expect(direct.manifests[0]?.object).toMatchObject({ data: { read: { a: { b: 1 } } } });
});
