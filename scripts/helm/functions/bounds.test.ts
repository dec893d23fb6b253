import { expect, test } from 'vitest';
import { loadChart } from '../chart/load.ts';
import { createRenderer } from '../render/index.ts';

test.each([
  ['a map that holds another one twice, and so on', '{{ $m := dict "a" 1 }}{{ range until 60 }}{{ $m = dict "x" $m "y" $m }}{{ end }}{{ toJson $m }}', 'a value of more than 1 million parts is dumped'],
  ['the same, passed on as data', '{{ define "d" }}{{ toYaml . }}{{ end }}{{ $m := dict "a" 1 }}{{ range until 60 }}{{ $m = dict "x" $m "y" $m }}{{ end }}{{ $x := include "d" $m | fromYaml }}', 'a value of more than 1 million parts is dumped'],
  ['the same, copied', '{{ $m := dict "a" 1 }}{{ range until 60 }}{{ $m = dict "x" $m "y" $m }}{{ end }}{{ $x := deepCopy $m }}', 'the templates take more than 20 million steps; they may never end'],
  ['a text that doubles itself', '{{ $s := "xxxxxxxx" }}{{ range until 60 }}{{ $s = printf "%s%s" $s $s }}{{ end }}', 'a text of more than 25 million characters is made'],
])('%s ends in one error', (_, template, error) => {
  const files = { 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n', 'templates/a.yaml': template };
  const loaded = loadChart({ kind: 'files', name: 'app', files: Object.entries(files).map(([name, text]) => ({ name, data: Buffer.from(text) })) });
  const result = loaded.ok ? createRenderer()(loaded.chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values: {} }) : undefined;
  expect(result?.ok === false && result.error.split('\n')[0]).toBe(error);
});

test.each(['0', '-2'])('a width of %s wraps at one character', (width) => {
  const files = { 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n', 'templates/a.yaml': `a: {{ wrapWith ${width} "-" "xyz" }}\nb: {{ wrap ${width} "x y" | quote }}\n` };
  const loaded = loadChart({ kind: 'files', name: 'app', files: Object.entries(files).map(([name, text]) => ({ name, data: Buffer.from(text) })) });
  const result = loaded.ok ? createRenderer()(loaded.chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values: {} }) : undefined;
  expect(result?.ok === true && result.manifests.map(({ object }) => object)).toEqual([{ a: 'x-y-z', b: 'x\ny' }]);
});
