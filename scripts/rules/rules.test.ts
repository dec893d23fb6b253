import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { problemCodes } from '../model/problem.ts';
import { readExamples } from '../testing/examples.ts';
import { catalogue, explanation } from './catalogue.ts';
import { loadRules, readmeOf, ruleIds } from './index.ts';

const here = import.meta.dirname;
const ids = ruleIds();
const levels = ['error', 'warn', 'info', 'off'];

it('gives every rule a rule, a test and a README that shows what is found and what is not', async () => {
  for (const { id, rule } of await loadRules()) {
    const folder = join(here, id);
    expect.soft(readdirSync(folder).sort(), id).toEqual(['README.md', 'rule.test.ts', 'rule.ts']);
    expect.soft(id).toMatch(/^[a-z0-9]+(?:-[a-z0-9]+)*\/[a-z0-9]+(?:-[a-z0-9]+)*$/);
    expect.soft(rule.meta.summary, id).toMatch(/^\S.{10,100}[^.]$/);
    expect.soft(rule.meta.source, id).not.toBe('');
    expect.soft(levels, id).toContain(rule.meta.level);
    for (const profile of Object.keys(rule.meta.profiles ?? {})) expect.soft(['homelab', 'production', 'strict'], id).toContain(profile);
    const { intro, bad, good } = readExamples(readFileSync(join(folder, 'README.md'), 'utf8'));
    expect.soft(intro.length, `${id}: README says what it finds`).toBeGreaterThan(30);
    expect.soft(readFileSync(join(folder, 'rule.test.ts'), 'utf8'), `${id}: the test runs the README`).toMatch('reportedBy' in rule ? /^testStageRule\({ folder: import\.meta\.dirname, rule/m : /^testRule\({\s*folder: import\.meta\.dirname,\s*rule/m);
    expect.soft(bad.length, `${id}: bad examples`).toBeGreaterThan(0);
    expect.soft(good.length, `${id}: good examples`).toBeGreaterThan(0);
    for (const example of bad) expect.soft(example.findings.length, `${id}: a bad example without findings`).toBeGreaterThan(0);
  }
});

it('has a rule for every code that a stage may report, and no other rule waits for one', async () => {
  const reported = (await loadRules()).filter(({ rule }) => 'reportedBy' in rule).map(({ id }) => id);
  expect([...problemCodes].sort()).toEqual(reported.sort());
});

it('knows the ids of rules by their folders alone', () => {
  const codes = new Set<string>(problemCodes);
  const byHand = new Set(ids.filter((id) => !codes.has(id)));
  const scripts = join(here, '..');
  const sources = readdirSync(scripts, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'));
  const written = sources.flatMap((file) => [...readFileSync(join(scripts, file), 'utf8').matchAll(/['"`]([a-z0-9-]+\/[a-z0-9-]+)['"`]/g)].filter(([, id]) => byHand.has(id!)).map(([, id]) => `${file}: ${id}`));
  expect(written).toEqual([]);
});

it('keeps docs/rules.md as `npm run docs:rules` writes it', async () => {
  expect(readFileSync(join(here, '..', '..', 'docs', 'rules.md'), 'utf8')).toBe(catalogue(await loadRules()));
});

it('explains a rule with its examples and the way to silence it', async () => {
  const rule = (await loadRules()).find(({ id }) => id === 'network/node-port-range')!;
  const text = explanation(rule, readmeOf(rule.id));
  expect(text).toContain('# network/node-port-range\n\nNode ports are within 30000 to 32767. Level: error.');
  expect(text).toContain('nodePort 3008 is out of range');
  expect(text).toContain('  - rule: network/node-port-range\n');
});
