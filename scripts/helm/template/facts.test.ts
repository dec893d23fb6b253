import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { EngineResult } from '../render/engine.ts';
import type { JsonObject } from '../../model/json.ts';
import { renderTemplate, textOf } from './testing.ts';

/**
 * Inputs that Go's text/template and Sprig test themselves with, over one set of values (`.Values` before each field),
 * and what Helm 4's engine made of each: a text, or an error.
 */
type Fact = readonly [from: string, template: string, made: string | { readonly error: string }];
const { values, cases } = JSON.parse(readFileSync(new URL('facts.json', import.meta.url), 'utf8')) as { values: JsonObject; cases: Fact[] };

/** Where this engine differs, and why. */
const differences: ReadonlyMap<string, string> = new Map([
  ...['{{typeOf 1i}}', '{{if 1.5i}}NON-ZERO{{else}}ZERO{{end}}', '{{printf "%g" 1+7i}}', '{{printf "%d %s %g %s" 127 "hello" 7-3i .Values.Method0}}', '{{with 1.5i}}{{.}}{{else}}ZERO{{end}}', '{{1+2i|printf "%v"}}']
    .map((text) => [text, 'no chart has complex numbers'] as const),
]);

const render = (text: string): EngineResult => renderTemplate(text, structuredClone(values));

/** Errors in the words of a parser or of Go's runtime are not compared, only that there is one. */
const outcome = (text: string): string | undefined => textOf(render(text));

describe('what Go makes of it', () => {
  test.each([...new Set(cases.map(([from]) => from))])('%s', (from) => {
    const compared = cases.filter(([source, template]) => source === from && !differences.has(template)).map(([, template, made]) => ({ template, go: typeof made === 'string' ? made : undefined, here: outcome(template) }));
    expect(compared.filter(({ go, here }) => go !== here)).toEqual([]);
    expect(compared.length).toBeGreaterThan(40);
  });

  test('a difference that is gone is taken off the list', () => {
    const gone = cases.filter(([, template, made]) => differences.has(template) && outcome(template) === (typeof made === 'string' ? made : undefined));
    expect(gone.map(([, template]) => template)).toEqual([]);
  });

  test('most errors read as Helm words them', () => {
    const failing = cases.filter((one): one is [string, string, { error: string }] => typeof one[2] !== 'string');
    const same = failing.filter(([, template, { error }]) => {
      const result = render(template);
      return !result.ok && result.error === error;
    });
    expect(same.length / failing.length).toBeGreaterThan(0.3);
  });
});
