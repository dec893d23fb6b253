import { expect, it } from 'vitest';
import { emptyConfig } from '../discover/config.ts';
import { buildGraph } from '../graph/index.ts';
import type { Config, Suppression } from '../model/config.ts';
import { defineRule, type Rule } from '../model/rule.ts';
import { exampleCluster } from '../testing/examples.ts';
import { check } from './index.ts';

const meta = { summary: 'x', level: 'warn', source: 'test', profiles: { homelab: 'off', strict: 'error' } } as const;
const named = defineRule({ meta, kinds: ['ConfigMap'], *check() { yield { message: 'found', pointer: '/metadata/name' }; } });
const crashing = defineRule({ meta, *check(): Iterable<never> { throw new Error('boom'); } });
const yaml = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: a\n  namespace: n\n';

function run(rule: Rule, config: Partial<Config> = {}, profile = 'production', today = '2026-11-21') {
  const graph = buildGraph(exampleCluster(yaml, { profile }));
  return check({ graphs: [graph], config: { ...emptyConfig, ...config }, rules: [{ id: 'test/named', rule }], today, withoutVerdict: true });
}
const suppression = (over: Partial<Suppression> = {}): Suppression => ({ rule: 'test/named', object: 'ConfigMap/n/*', reason: 'r', place: { file: 'validate.yaml', line: 9, column: 5 }, ...over });
const lines = (findings: ReturnType<typeof run>['findings']) => findings.map(({ rule, level, message, place }) => `${level} ${rule} ${place?.file}:${place?.line}:${place?.column} ${message}`);

it('places a hit on the line of its field', () => {
  expect(run(named).findings).toEqual([{
    rule: 'test/named', level: 'warn', message: 'found', cluster: 'example', pointer: '/metadata/name', unit: { kind: 'Kustomization', namespace: 'flux-system', name: 'example' },
    object: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'n', name: 'a' },
    place: { file: 'example.yaml', line: 4, column: 9, endColumn: 10 },
    origin: { steps: [{ kind: 'resource', place: { file: 'example.yaml', line: 4, column: 9, endColumn: 10 } }], certainty: 'exact' },
  }]);
});

it('takes the level from the cluster, then the configuration, then the profile, then the rule', () => {
  expect(run(named, {}, 'strict').findings[0]?.level).toBe('error');
  expect(run(named, {}, 'homelab').findings).toEqual([]);
  expect(run(named, { rules: { 'test/*': 'info' } }, 'homelab').findings[0]?.level).toBe('info');
  expect(run(named, { rules: { 'test/*': 'info', 'test/named': 'warn' } }).findings[0]?.level).toBe('warn');
  const cluster = { name: 'example', entry: 'x', kubernetesVersion: '1.35', fluxVersion: '2.9', profile: 'strict', external: [], rules: { 'test/named': 'info' } } as const;
  expect(run(named, { rules: { 'test/named': 'warn' }, clusters: [cluster] }).findings[0]?.level).toBe('info');
});

it('makes a crashing rule a finding and goes on', () => {
  expect(lines(run(crashing).findings)).toEqual(['error internal/rule-crashed example.yaml:1:1 rule test/named crashed on ConfigMap n/a: boom; nothing is known of what it would have found']);
});

it('silences by rule, object and pointer', () => {
  expect(run(named, { suppressions: [suppression()] })).toMatchObject({ findings: [], silenced: 1 });
  expect(run(named, { suppressions: [suppression({ pointer: '/metadata/*' })] })).toMatchObject({ findings: [], silenced: 1 });
});

it('finds suppressions that are unused, misspelt or out of date', () => {
  const unused = run(named, { suppressions: [suppression({ object: 'Secret/n/a' })] });
  expect(lines(unused.findings)).toContain('error config/suppression-unused validate.yaml:9:5 the suppression of test/named on Secret/n/a silences nothing; remove it');
  const misspelt = run(named, { suppressions: [suppression({ rule: 'test/namd' })] });
  expect(lines(misspelt.findings)).toContain('error config/suppression-unknown-rule validate.yaml:9:5 no rule is called "test/namd"; did you mean "test/named"?');
  const old = run(named, { suppressions: [suppression({ expires: '2026-11-21' })] });
  expect(lines(old.findings)).toContain('error config/suppression-expired validate.yaml:9:5 the suppression of test/named on ConfigMap/n/* ended on 2026-11-21; mend what it silenced or give it a new date');
});

it('finds levels for rules that do not exist', () => {
  expect(lines(run(named, { rules: { 'test/nmaed': 'off' } }).findings)).toContain('error config/unknown-rule validate.yaml:1:1 no rule is called "test/nmaed"; did you mean "test/named"?');
});

it('shows a unit that failed without a word', () => {
  const cluster = exampleCluster('', { units: [{ id: { kind: 'HelmRelease', namespace: 'n', name: 'x' }, outcome: 'failed', reason: 'InstallFailed', manifests: [], problems: [] }] });
  expect(check({ graphs: [buildGraph(cluster)], config: emptyConfig, rules: [], today: '2026-11-21', withoutVerdict: true }).findings.map(({ message }) => message)).toEqual(['HelmRelease n/x is not ready: InstallFailed']);
});

it('shows a unit that failed where the rules that tell why are off, and never switches that off', () => {
  const problems = [{ code: 'yaml/syntax', message: 'the list does not end', place: { file: 'a.yaml', line: 2, column: 1 } }] as const;
  const cluster = exampleCluster('', { units: [{ id: { kind: 'Kustomization', namespace: 'n', name: 'x' }, outcome: 'failed', reason: 'BuildFailed', manifests: [], problems }] });
  const rules = [{ id: 'flux/unit-failed', rule: defineRule({ meta: { summary: 'x', level: 'error', source: 'x', always: true }, reportedBy: 'check' }) }, { id: 'yaml/syntax', rule: defineRule({ meta: { summary: 'x', level: 'error', source: 'x' }, reportedBy: 'render' }) }];
  const over = (levels: Config['rules']) => check({ graphs: [buildGraph(cluster)], config: { ...emptyConfig, rules: levels }, rules, today: '2026-11-21', withoutVerdict: true }).findings.map(({ level, rule, message }) => `${level} ${rule} ${message}`);
  expect(over({})).toEqual(['error yaml/syntax the list does not end']);
  expect(over({ 'yaml/*': 'off' })).toEqual(['error flux/unit-failed Kustomization n/x is not ready: the list does not end (yaml/syntax is off)']);
  expect(over({ 'yaml/syntax': 'off', 'flux/*': 'off' })).toEqual(['error flux/unit-failed Kustomization n/x is not ready: the list does not end (yaml/syntax is off)']);
  expect(over({ 'flux/unit-failed': 'off' })).toContain('error config/invalid flux/unit-failed cannot be off: it tells what was not checked; suppress what is known, with a reason');
});

it('more findings than a call takes arguments are all told', () => {
  const { findings } = run({ meta: named.meta, kinds: ['ConfigMap'], *check() { for (let at = 0; at < 150_000; at++) yield { message: `found ${at}` }; } });
  expect(findings.length).toBeGreaterThanOrEqual(150_000);
});
