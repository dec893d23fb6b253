import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { render, template } from './fuzz.ts';

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
