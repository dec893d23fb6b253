import { expect, it } from 'vitest';
import { emptyConfig } from '../discover/config.ts';
import { changeOf } from '../diff/index.ts';
import { buildGraph } from '../graph/index.ts';
import type { ChangeRule } from '../model/rule.ts';
import { exampleChange } from '../testing/examples.ts';
import { check, checkChanges } from './index.ts';

const place = { file: 'validate.yaml', line: 3, column: 5 };
const today = '2026-11-21';

/** Finds every object that goes, and every one that comes. */
const rule: ChangeRule = {
  meta: { summary: 'Nothing comes or goes', level: 'warn', source: 'test' },
  *checkChange({ added, removed }) {
    for (const { manifest, name } of added) yield { manifest, pointer: '/data', message: `${name} comes` };
    for (const { resource: { manifest, name } } of removed) yield { manifest, pointer: '', message: `${name} goes` };
  },
};
const rules = [{ id: 'change/some', rule }];
const { base, head } = exampleChange('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: old }\n# head\napiVersion: v1\nkind: ConfigMap\nmetadata: { name: new }\ndata: { a: b }\n');
const changes = [changeOf(base, head)];

it('puts what is gone on its line in base, and says so', () => {
  const { findings, silenced } = checkChanges({ changes, config: emptyConfig, rules, today });
  expect(findings.map(({ message, side, level, place: at, cluster }) => ({ message, side, level, line: at?.line, cluster }))).toEqual([
    { message: 'old goes', side: 'base', level: 'warn', line: 1, cluster: 'example' },
    { message: 'new comes', side: undefined, level: 'warn', line: 8, cluster: 'example' },
  ]);
  expect(silenced).toBe(0);
});

it('obeys levels, suppressions and ignores, and calls none of them unused', () => {
  expect(checkChanges({ changes, config: { ...emptyConfig, rules: { 'change/*': 'off' } }, rules, today }).findings).toEqual([]);
  const suppressions = [{ rule: 'change/some', object: 'ConfigMap/*/old', reason: 'meant', place }, { rule: 'change/some', object: 'Secret/*/x', reason: 'meant', place }];
  const silent = checkChanges({ changes, config: { ...emptyConfig, suppressions }, rules, today });
  expect(silent.findings.map(({ message }) => message)).toEqual(['new comes']);
  expect(silent.silenced).toBe(1);
  const inline = [{ rule: 'change/some', reason: 'meant', place: { file: 'example.yaml', line: 8, column: 1 }, line: 8, indent: 0, lastLine: 8 }];
  expect(checkChanges({ changes, config: emptyConfig, rules, today, inline: inline as never }).findings.map(({ message }) => message)).toEqual(['old goes']);
});

it('tells a rule that crashes, and goes on with the others', () => {
  const broken: ChangeRule = { ...rule, checkChange: () => { throw new Error('no'); } };
  expect(checkChanges({ changes, config: emptyConfig, rules: [{ id: 'change/broken', rule: broken }, ...rules], today }).findings.map(({ rule: by, message }) => `${by}: ${message}`).sort()).toEqual([
    'change/some: new comes', 'change/some: old goes',
    'internal/rule-crashed: rule change/broken crashed: no; nothing is known of what it would have found',
  ]);
});

it('is no part of a run over one side, in which what silences it is not unused', () => {
  const suppressions = [{ rule: 'change/some', object: 'ConfigMap/*/old', reason: 'meant', place }];
  const { findings, rulesRun } = check({ graphs: [buildGraph(head)], config: { ...emptyConfig, suppressions }, rules, today, withoutVerdict: true });
  expect(findings).toEqual([]);
  expect(rulesRun).toBe(0);
});
