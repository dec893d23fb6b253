import { expect, test, vi } from 'vitest';
import { loadChart } from '../chart/load.ts';
import { createRenderer } from '../render/index.ts';
import type { RenderResult } from '../types.ts';

function rendered(template: string, more: Readonly<Record<string, string>> = {}): RenderResult | undefined {
  const files = { 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\n', 'templates/a.yaml': template, ...more };
  const loaded = loadChart({ kind: 'files', name: 'app', files: Object.entries(files).map(([name, text]) => ({ name, data: Buffer.from(text) })) });
  return loaded.ok ? createRenderer()(loaded.chart, { release: { name: 'r', namespace: 'n', revision: 1 }, values: {} }) : undefined;
}

const endless = 'the templates take more than 20 million steps; they may never end';
const doubled = (name: string): string => `{{ ${name} := dict "a" 1 }}{{ range until 60 }}{{ ${name} = dict "x" ${name} "y" ${name} }}{{ end }}`;

test.each([
  ['a map that holds another one twice, and so on', '{{ $m := dict "a" 1 }}{{ range until 60 }}{{ $m = dict "x" $m "y" $m }}{{ end }}{{ toJson $m }}', 'a value of more than 1 million parts is dumped'],
  ['the same, passed on as data', '{{ define "d" }}{{ toYaml . }}{{ end }}{{ $m := dict "a" 1 }}{{ range until 60 }}{{ $m = dict "x" $m "y" $m }}{{ end }}{{ $x := include "d" $m | fromYaml }}', 'a value of more than 1 million parts is dumped'],
  ['the same, compared', `${doubled('$a')}${doubled('$b')}{{ deepEqual $a $b }}`, endless],
  ['the same, printed', `${doubled('$a')}{{ print $a }}`, endless],
  ['the same, formatted', `${doubled('$a')}{{ printf "%d" $a }}`, endless],
  ['the same, merged', `${doubled('$a')}${doubled('$b')}{{ merge $a $b }}`, endless],
  ['the same, as TOML', `${doubled('$a')}{{ toToml $a }}`, 'a text of more than 10 million characters is made'],
  ['the same, as pretty YAML', `${doubled('$a')}{{ toYamlPretty $a }}`, endless],
  ['a map that holds itself, printed', '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ $d }}', 'the templates make too deep a recursion or too long a text'],
  ['a map that holds itself, copied', '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ deepCopy $d }}', 'the templates make too deep a recursion or too long a text'],
  ['a map that holds itself, compared', '{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ $e := dict }}{{ $_ := set $e "a" $e }}{{ deepEqual $d $e }}', 'the templates make too deep a recursion or too long a text'],
  ['a list that grows one by one', '{{ $l := list }}{{ range until 900000 }}{{ $l = append $l 1 }}{{ end }}', endless],
  ['a list of a text', '{{ splitList "," (repeat 2000000 ",") }}', 'a list of more than 1 million items is made'],
  ['many long lists', '{{ range until 1000 }}{{ $x := until 1000000 }}{{ end }}', endless],
  ['a long text that is looked at again and again', '{{ $t := repeat 5000000 "a" }}{{ range until 1000000 }}{{ $x := contains "b" $t }}{{ end }}', endless],
  ['many patterns', '{{ range $i, $_ := until 1000000 }}{{ $x := regexMatch (printf "(a|%d)+b" $i) "x" }}{{ end }}', endless],
  ['a text for tpl again and again', '{{ range $i, $_ := until 1000000 }}{{ $x := tpl (printf "{{ %d }}" $i) $ }}{{ end }}', endless],
  ['a width for a printed number', '{{ printf "%9999999d%9999999d" 1 2 }}', 'a text of more than 10 million characters is made'],
  ['the same, copied', '{{ $m := dict "a" 1 }}{{ range until 60 }}{{ $m = dict "x" $m "y" $m }}{{ end }}{{ $x := deepCopy $m }}', 'the templates take more than 20 million steps; they may never end'],
  ['a text that doubles itself', '{{ $s := "xxxxxxxx" }}{{ range until 60 }}{{ $s = printf "%s%s" $s $s }}{{ end }}', 'a text of more than 10 million characters is made'],
])('%s ends in one error', (_, template, error) => {
  const result = rendered(template);
  expect(result?.ok === false && result.error.split('\n')[0]).toBe(error);
});

test('a map that holds itself is nothing in YAML and JSON, as in Helm', () => {
  const result = rendered('{{ $d := dict }}{{ $_ := set $d "a" $d }}a: [{{ toYaml $d | quote }}, {{ toJson $d | quote }}]\n');
  expect(result?.ok === true && result.manifests.map(({ object }) => object)).toEqual([{ a: ['', ''] }]);
});

test('a chain of conditions without end is one error', () => {
  const result = rendered(`{{ if false }}${'{{ else if false }}'.repeat(50_000)}{{ end }}`);
  expect(result?.ok === false && result.error.split('\n')[0]).toBe('parse error at (app/templates/a.yaml:1): the template is nested too deeply');
});

test('a file is as long as a text may be', () => {
  const result = rendered('a: {{ .Files.Get "big" | quote }}', { big: 'x'.repeat(10_000_001) });
  expect(result?.ok === false && result.error.split('\n')[0]).toBe('a text of more than 10 million characters is made');
  expect(rendered('kind: X\n', { big: 'x'.repeat(10_000_001) })?.ok).toBe(true);
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
