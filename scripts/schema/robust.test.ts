import fc from 'fast-check';
import { expect, it } from 'vitest';
import { setKey } from '../lib/json.ts';
import type { Json, JsonObject } from '../model/json.ts';
import { checkCel } from './cel/check.ts';
import { isProblem, parseCel } from './cel/syntax.ts';
import { judgeText } from './documents.ts';
import { ownFolder, seedsIn } from './oracle/seeds.ts';
import { openStore } from './store/store.ts';
import { makeJudge } from './verdict.ts';

const store = openStore('1.35');
const judge = makeJudge(store, '1.35');
const seeds = seedsIn(ownFolder);
const key = fc.constantFrom('metadata', 'spec', 'name', 'labels', '__proto__', 'constructor', 'toString', 'template', 'containers', 'x');
const value = fc.letrec<{ json: Json }>((tie) => ({
  json: fc.oneof(
    { depthSize: 'small' },
    fc.constantFrom<Json>(null, true, 0, -1, 1.5, 1e300, 2n ** 70n, '', 'x', '10.0.0.0/8', '-', '\u0000', '😀'),
    fc.array(tie('json'), { maxLength: 3 }),
    fc.array(fc.tuple(key, tie('json')), { maxLength: 3 }).map((entries) => entries.reduce<JsonObject>((object, [name, each]) => { setKey(object, name, each); return object; }, {})),
  ),
})).json;

it('answers to anything in any place of any kind', () => {
  fc.assert(fc.property(fc.constantFrom(...seeds), fc.array(fc.nat(1000), { minLength: 1, maxLength: 6 }), value, ({ object }, steps, put) => {
    const changed = structuredClone(object);
    let at: Json = changed;
    for (const step of steps) {
      const keys: string[] = typeof at === 'object' && at !== null ? Object.keys(at) : [];
      if (keys.length === 0) break;
      const name = keys[step % keys.length]!;
      const next: Json = (at as Record<string, Json>)[name]!;
      if (typeof next !== 'object' || next === null || step % 3 === 0) {
        (at as Record<string, Json>)[name] = put;
        break;
      }
      at = next;
    }
    for (const error of judge.judge(changed).errors) expect(typeof error.message).toBe('string');
  }), { numRuns: 3000 });
});

it('answers to every kind with nothing and with nonsense in it', () => {
  for (const { apiVersion, kind } of [...store.builtIns, ...store.customNames()])
    for (const spec of [undefined, null, {}, [], 'x', 5]) expect(Array.isArray(judge.judge({ apiVersion, kind, ...(spec === undefined ? {} : { spec, metadata: spec, data: spec, rules: spec, webhooks: spec }) }).errors)).toBe(true);
});

it('answers to any text', () => {
  fc.assert(fc.property(fc.string({ unit: fc.constantFrom('a', ':', ' ', '\n', '-', '{', '}', '[', ']', '"', "'", '&', '*', '!', '|', '#', '\t', '0', 'é'), maxLength: 60 }), (text) => {
    expect(Array.isArray(judgeText(text, judge))).toBe(true);
  }), { numRuns: 1500 });
});

it('reads or refuses any expression', () => {
  fc.assert(fc.property(fc.array(fc.constantFrom('a', '1', '.', '(', ')', '[', ']', '"x"', '&&', '?', ':', 'has', 'self', '!', '-', 'all', ',', 'in', '{', '}', '=='), { maxLength: 20 }), (words) => {
    const text = words.join(' ');
    expect(isProblem(parseCel(text)) || checkCel(text, {}) !== undefined).toBe(true);
  }), { numRuns: 2000 });
});
