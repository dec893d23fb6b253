import { expect, test, vi } from 'vitest';
import { loadChart } from '../chart/load.ts';
import { createRenderer } from '../render/index.ts';
import type { RenderResult } from '../types.ts';

function rendered(template: string, more: Readonly<Record<string, string>> = {}): RenderResult | undefined {
  const files = { 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n', 'templates/a.yaml': template, ...more };
  const loaded = loadChart({ kind: 'files', name: 'app', files: Object.entries(files).map(([name, text]) => ({ name, data: Buffer.from(text) })) });
  return loaded.ok ? createRenderer()(loaded.chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values: {} }) : undefined;
}

test.each([
  ['a map that holds another one twice, and so on', '{{ $m := dict "a" 1 }}{{ range until 60 }}{{ $m = dict "x" $m "y" $m }}{{ end }}{{ toJson $m }}', 'a value of more than 1 million parts is dumped'],
  ['the same, passed on as data', '{{ define "d" }}{{ toYaml . }}{{ end }}{{ $m := dict "a" 1 }}{{ range until 60 }}{{ $m = dict "x" $m "y" $m }}{{ end }}{{ $x := include "d" $m | fromYaml }}', 'a value of more than 1 million parts is dumped'],
  ['the same, copied', '{{ $m := dict "a" 1 }}{{ range until 60 }}{{ $m = dict "x" $m "y" $m }}{{ end }}{{ $x := deepCopy $m }}', 'the templates take more than 20 million steps; they may never end'],
  ['a text that doubles itself', '{{ $s := "xxxxxxxx" }}{{ range until 60 }}{{ $s = printf "%s%s" $s $s }}{{ end }}', 'a text of more than 25 million characters is made'],
])('%s ends in one error', (_, template, error) => {
  const result = rendered(template);
  expect(result?.ok === false && result.error.split('\n')[0]).toBe(error);
});

test('a file is as long as a text may be', () => {
  const result = rendered('a: {{ .Files.Get "big" | quote }}', { big: 'x'.repeat(25_000_001) });
  expect(result?.ok === false && result.error.split('\n')[0]).toBe('a text of more than 25 million characters is made');
  expect(rendered('kind: X\n', { big: 'x'.repeat(25_000_001) })?.ok).toBe(true);
});

test.each(['0', '-2'])('a width of %s wraps at one character', (width) => {
  const result = rendered(`a: {{ wrapWith ${width} "-" "xyz" }}\nb: {{ wrap ${width} "x y" | quote }}\n`);
  expect(result?.ok === true && result.manifests.map(({ object }) => object)).toEqual([{ a: 'x-y-z', b: 'x\ny' }]);
});

test('passwords of all sites come from one master key; of master passwords there may be 30', () => {
  const scrypt = vi.spyOn(process.getBuiltinModule('node:crypto'), 'scryptSync').mockReturnValue(Buffer.alloc(64));
  const render = (template: string) => {
    scrypt.mockClear();
    const result = rendered(template);
    return [result?.ok === false ? result.error.split('\n')[0] : 'ok', scrypt.mock.calls.length];
  };
  expect(render('{{ range $i := until 500 }}{{ $_ := derivePassword 1 "long" "master" "user" (print "site" $i) }}{{ end }}kind: X\n')).toEqual(['ok', 1]);
  // a release that fails is rendered once more, to tell the value
  expect(render('{{ range $i := until 31 }}{{ $_ := derivePassword 1 "long" "master" (print "user" $i) "site" }}{{ end }}')).toEqual(['template: app/templates/a.yaml:1:35: executing "app/templates/a.yaml" at <derivePassword 1 "long" "master" (print "user" $i) "site">: error calling derivePassword: passwords are derived from more than 30 master passwords', 60]);
  scrypt.mockRestore();
});
