import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import { renderTemplate, textOf } from '../template/testing.ts';
import { functionNames } from './index.ts';

/** Calls of functions over strange arguments, and what Helm 4's engine made of each: its type, text and JSON, or an error. */
type Fact = readonly [call: string, made: string | { readonly error: string }];
const { values, cases } = JSON.parse(readFileSync(new URL('facts.json', import.meta.url), 'utf8')) as { values: JsonObject; cases: Fact[] };

/** Random, of the clock, of a map's order, or of a cluster: nothing to compare. */
const uncompared = /^(?:rand|gen|buildCustom|encryptAES|decryptAES|derivePassword|bcrypt|htpasswd|shuffle|uuidv4|now|ago|hello|keys|values|pluck|include|fail|slice$|call$)/;

function made(call: string): Fact[1] {
  const result = renderTemplate(`{{ $r := ${call} }}{{ printf "%T" $r }}|{{ $r }}|{{ toJson $r }}`, structuredClone(values));
  return result.ok ? textOf(result) ?? '' : { error: result.error };
}

describe('functions give what they give in Go, and fail in the same words', () => {
  test('all of them', () => {
    const differing = cases.map(([call, go]) => ({ call, go, here: made(call) })).filter(({ go, here }) => JSON.stringify(go) !== JSON.stringify(here));
    expect(differing).toEqual([]);
    expect(cases.length).toBeGreaterThan(1000);
  });

  test('every function that gives the same each time has a fact', () => {
    const called = cases.map(([call]) => call).join('\n');
    expect([...functionNames].filter((name) => !uncompared.test(name) && !new RegExp(`(?<![\\w.$"])${name}(?![\\w"])`).test(called))).toEqual([]);
  });
});
