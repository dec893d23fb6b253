import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createEngine } from '../engine.ts';
import { functionNames } from '../functions/index.ts';
import type { EngineResult } from '../render/engine.ts';
import type { Scope } from '../render/scope.ts';

const heavy = /^(?:gen|buildCustom|derivePassword|bcrypt|htpasswd|until|seq|repeat)/;
const names = [...functionNames].filter((name) => !heavy.test(name));

/** Pieces that fit together often enough to reach the functions, and badly enough to reach their errors. */
const piece = fc.oneof(
  fc.constantFrom(...names), fc.constantFrom('.', '$', '.Values', '.Values.a.b', '.Values.constructor', '.Values.__proto__', '$x', 'nil', '1', '-2', '1.5', '"a"', '"%d"', '`[`', "'c'", '(', ')', '|', ':=', '=', ','),
  fc.constantFrom('{{', '}}', '{{- ', ' -}}', 'if', 'else', 'end', 'range', 'with', 'define "x"', 'template "x"', 'block "x"', 'break', 'continue', '/*', '*/', '\n', 'text: '),
);
const action = fc.array(piece, { minLength: 1, maxLength: 6 }).map((pieces) => `{{ ${pieces.join(' ')} }}`);
const template = fc.oneof(fc.array(piece, { maxLength: 25 }).map((pieces) => pieces.join(' ')), fc.array(action, { maxLength: 4 }).map((actions) => actions.join('')), fc.string({ unit: 'binary', maxLength: 40 }).map((text) => `{{${text}}}`));

const engine = createEngine();
function render(text: string): EngineResult {
  const chart = { name: 't', path: 't', dependencies: [], metadata: {}, chart: { files: [] } } as unknown as Scope['chart'];
  const values = JSON.parse('{"a":{"b":[1,"x",null,{"c":true}]},"__proto__":{"polluted":1},"constructor":"c","text":"t"}');
  const scope: Scope = { chart, metadata: { Name: 't' }, values, files: [], subcharts: [] };
  return engine.render({
    files: [{ name: 't/a', text, basePath: 't', scope, partial: false, file: { name: 'a', data: new Uint8Array() } }], release: { name: 'r', namespace: 'n', revision: 1 },
    capabilities: { kubeVersion: { version: 'v1.37.0', normalized: 'v1.37.0', major: '1', minor: '37' }, apiVersions: ['v1'] }, now: 0, trackOrigin: false,
  });
}

describe('any text is a template or an error', () => {
  test('nothing is thrown, nothing is polluted', () => {
    fc.assert(fc.property(template, (text) => {
      const result = render(text);
      expect(result.ok || result.error.length > 0).toBe(true);
      expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
    }), { numRuns: Number(process.env['FUZZ_RUNS'] ?? 800) });
  });

  test.each(['mul', 'max', 'min', 'biggest', 'mulf', 'maxf'])('%s needs a number', (name) => {
    expect(render(`{{ ${name} }}`)).toMatchObject({ ok: false, error: expect.stringContaining(`wrong number of args for ${name}: want at least 1 got 0`) });
  });

  test.each([
    ['{{ range until 100000000 }}{{ end }}'], ['{{ repeat 2000000000 "x" }}'], ['{{ define "x" }}{{ template "x" . }}{{ end }}{{ template "x" . }}'], ['{{ define "x" }}{{ include "x" . }}{{ end }}{{ include "x" . }}'],
    ['{{ regexMatch "(a+)+$" (repeat 5000 "a" | printf "%s!") }}'], ['{{ $a := list 1 }}{{ range until 64 }}{{ $a = concat $a $a }}{{ end }}{{ len $a }}'],
    ['{{ $a := "x" }}{{ range until 64 }}{{ $a = print $a $a }}{{ end }}'], ['{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ toYaml $d }}'], ['{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ $d }}'], ['{{ $d := dict }}{{ $_ := set $d "a" $d }}{{ deepCopy $d | toJson }}'],
    ['{{ `{{ tpl . $ }}` | set $ "x" }}{{ tpl "{{ tpl .x . }}" (set $ "x" "{{ tpl .x . }}") }}'],
  ])('%s ends', (text) => {
    const before = performance.now();
    render(text);
    expect(performance.now() - before).toBeLessThan(20_000);
  }, 30_000);
});
