import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { Ajv2020 } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import { expect, it } from 'vitest';
import fc from 'fast-check';
import { anyText } from '../testing/markdown.ts';
import { exampleReport, hostileReport, hostileTexts } from '../testing/report.ts';
import { makeRepository, prod } from '../testing/repository.ts';
import { sarifReport } from './sarif.ts';

const rules = [{ id: 'test/privileged', summary: 'No container is privileged', level: 'error', help: '# why\nIt owns the node.' }, { id: 'test/image-tag', summary: 'Images have tags', level: 'warn', help: 'h' }, { id: 'unused/rule', summary: 's', level: 'off', help: 'h' }] as const;

/** What sections 3.13 to 3.58 of SARIF 2.1.0 ask of the parts that are written here; nothing else may be written. */
const closed = (properties: Record<string, unknown>, required: readonly string[] = Object.keys(properties)) => ({ type: 'object', additionalProperties: false, properties, required });
const string = { type: 'string' };
const one = { type: 'integer', minimum: 1 };
const message = closed({ text: { type: 'string' } });
const level = { enum: ['none', 'note', 'warning', 'error'] };
const list = (items: unknown) => ({ type: 'array', items, uniqueItems: true });
const artifactLocation = closed({ uri: { type: 'string', pattern: "^(?!/)(?:[A-Za-z0-9/_.!~*'()-]|%[0-9A-F]{2})*$" }, uriBaseId: { const: '%SRCROOT%' } });
const replacement = closed({ deletedRegion: closed({ startLine: one, startColumn: one, endLine: one, endColumn: one }), insertedContent: closed({ text: string }) }, ['deletedRegion']);
const physicalLocation = closed({
  artifactLocation,
  region: closed({ startLine: one, startColumn: one, endColumn: one }, ['startLine', 'startColumn']),
});
const validate = new Ajv2020({ allErrors: true }).compile(closed({
  $schema: string,
  version: { const: '2.1.0' },
  runs: list(closed({
    tool: closed({ driver: closed({ name: string, rules: list(closed({ id: string, shortDescription: message, fullDescription: message, properties: closed({ tags: { type: 'array', items: string, minItems: 1, maxItems: 10 } }), help: closed({ text: string, markdown: string }), defaultConfiguration: closed({ level, enabled: { type: 'boolean' } }) }, ['id', 'shortDescription', 'fullDescription', 'properties'])) }) }),
    columnKind: { const: 'utf16CodeUnits' },
    invocations: list(closed({ executionSuccessful: { type: 'boolean' }, toolExecutionNotifications: { type: 'array', items: closed({ level, message }) } })),
    results: { type: 'array', items: closed({
      ruleId: string, ruleIndex: { type: 'integer', minimum: 0 }, level, message,
      locations: list(closed({ physicalLocation, logicalLocations: list(closed({ name: string, fullyQualifiedName: string, kind: string })) }, ['physicalLocation'])),
      relatedLocations: list(closed({ id: one, physicalLocation, message })),
      fixes: list(closed({ description: message, artifactChanges: { ...list(closed({ artifactLocation, replacements: { ...list(replacement), minItems: 1 } })), minItems: 1 } })),
      partialFingerprints: { type: 'object', additionalProperties: string },
      properties: closed({ cluster: string }),
    }, ['ruleId', 'ruleIndex', 'level', 'message', 'locations', 'partialFingerprints']) },
  })),
}));

interface Log {
  readonly runs: readonly [{ readonly tool: { readonly driver: { readonly rules: readonly { readonly id: string }[] } }; readonly results: readonly Record<string, unknown>[]; readonly invocations: readonly unknown[] }];
}
function run(report = exampleReport) {
  const value = JSON.parse(sarifReport(report, rules)) as Log;
  validate(value);
  expect(validate.errors).toBeNull();
  return value.runs[0];
}

it('writes a result for each finding, on its line', () => {
  const { results, invocations } = run();
  expect(results[0]).toEqual({
    ruleId: 'test/privileged', ruleIndex: 1, level: 'error', message: { text: 'container "api" is privileged\nadd the one capability' },
    locations: [{
      physicalLocation: { artifactLocation: { uri: 'apps/my%20api/pod.yaml', uriBaseId: '%SRCROOT%' }, region: { startLine: 7, startColumn: 5, endColumn: 9 } },
      logicalLocations: [{ name: 'api', fullyQualifiedName: 'prod/Pod/shop/api/spec/containers/0', kind: 'object' }],
    }],
    relatedLocations: [{ id: 1, physicalLocation: { artifactLocation: { uri: 'clusters/prod/apps.yaml', uriBaseId: '%SRCROOT%' }, region: { startLine: 2, startColumn: 1 } }, message: { text: 'unit Kustomization/flux-system/apps' } }],
    fixes: [{ description: { text: 'remove privileged' }, artifactChanges: [{ artifactLocation: { uri: 'apps/my%20api/pod.yaml', uriBaseId: '%SRCROOT%' }, replacements: [{ deletedRegion: { startLine: 7, startColumn: 5, endLine: 8, endColumn: 1 } }, { deletedRegion: { startLine: 9, startColumn: 1, endLine: 9, endColumn: 1 }, insertedContent: { text: 'x: y\n' } }] }] }],
    partialFingerprints: { 'finding/v1': expect.stringMatching(/^[0-9a-f]{32}$/) as string }, properties: { cluster: 'prod' },
  });
  expect(results.map((result) => result['level'])).toEqual(['error', 'warning', 'note', 'error']);
  expect(invocations).toEqual([{ executionSuccessful: true, toolExecutionNotifications: [{ level: 'warning', message: { text: 'not checked: prod: HelmRelease shop/web: not fetched' } }] }]);
});

it('brings the pages of the rules that found something', () => {
  expect(run().tool.driver.rules).toEqual([
    { id: 'test/image-tag', shortDescription: { text: 'Images have tags' }, fullDescription: { text: 'Images have tags' }, properties: { tags: ['test'] }, help: { text: 'h', markdown: 'h' }, defaultConfiguration: { level: 'warning', enabled: true } },
    { id: 'test/privileged', shortDescription: { text: 'No container is privileged' }, fullDescription: { text: 'No container is privileged' }, properties: { tags: ['test'] }, help: { text: '# why\nIt owns the node.', markdown: '# why\nIt owns the node.' }, defaultConfiguration: { level: 'error', enabled: true } },
    { id: 'yaml/syntax', shortDescription: { text: 'yaml/syntax' }, fullDescription: { text: 'yaml/syntax' }, properties: { tags: ['yaml'] } },
  ]);
});

it('gives fingerprints that stay when text moves, and differ for equal findings', () => {
  const prints = (shift: number) => run({ ...exampleReport, findings: exampleReport.findings.map((finding) => ({ ...finding, message: `${finding.message}, see apps/x.yaml:${shift}:1`, ...(finding.place !== undefined && { place: { ...finding.place, line: finding.place.line + shift } }) })) }).results.map((result) => (result['partialFingerprints'] as Record<string, string>)['finding/v1']);
  expect(prints(40)).toEqual(prints(1));
  expect(new Set(prints(1)).size).toBe(4);
  expect(prints(1)[2]).toBe(`${prints(1)[1]}/2`);
});

it('says where the run could not do its work', () => {
  expect(run({ ...exampleReport, incomplete: true }).invocations[0]).toMatchObject({ executionSuccessful: false, toolExecutionNotifications: [{ level: 'error' }] });
});

it('takes nothing that a repository wrote for a link, a placeholder or a path', () => {
  for (const text of [...hostileTexts, ...fc.sample(anyText, 50)]) {
    const log = JSON.stringify(run(hostileReport(text)));
    expect(log).not.toMatch(/[\u0080-\u009f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/);
    for (const [, message] of log.matchAll(/"message":\{"text":"((?:[^"\\]|\\.)*)"/g)) expect(message).not.toMatch(/(?<!\\)\]\(|(?<!\{)\{\d+\}(?!\})/);
  }
  expect(run(hostileReport('[a](b) {0} {{x}}')).results[0]).toMatchObject({ message: { text: '[a\\](b) {{0}} {{x}}\n[a\\](b) {{0}} {{x}}' } });
  expect(JSON.stringify(run(hostileReport('javascript:a?b#c%\ud800')).results[0])).toContain('"uri":"javascript%3Aa%3Fb%23c%25%EF%BF%BD"');
});

const complete = new URL('../../node_modules/@microsoft/jest-sarif/lib/schemas/sarif-2.1.0-rtm.5.json', import.meta.url);
it.skipIf(!existsSync(complete))('is SARIF 2.1.0 by its complete schema, whatever it holds (skipped where @microsoft/jest-sarif is not installed: npm ci)', () => {
  const ajv = new Ajv({ allErrors: true, strict: false, unicodeRegExp: false });
  addFormats.default(ajv);
  const { id: _, ...schema } = JSON.parse(readFileSync(complete, 'utf8')) as Record<string, unknown>;
  // The schema is of draft 4, and uses nothing that draft 7 reads otherwise.
  const check = ajv.compile({ ...schema, $schema: 'http://json-schema.org/draft-07/schema#' });
  for (const report of [exampleReport, { ...exampleReport, incomplete: true }, ...hostileTexts.map(hostileReport), ...fc.sample(anyText, 50).map(hostileReport)]) {
    check(JSON.parse(sarifReport(report, rules)));
    expect(check.errors).toBeNull();
  }
});

it('gives every result one place in a file, as code scanning asks', () => {
  const { place: _, ...nowhere } = exampleReport.findings[0]!;
  const { cluster: __, object: ___, ...ofNothing } = nowhere;
  const places = run({ ...exampleReport, findings: [nowhere, ofNothing] }).results.map(({ locations }) => (locations as { physicalLocation: { artifactLocation: { uri: string }; region: unknown } }[])[0]?.physicalLocation);
  expect(places).toEqual(['clusters/prod', '.'].map((uri) => ({ artifactLocation: { uri, uriBaseId: '%SRCROOT%' }, region: { startLine: 1, startColumn: 1 } })));
});

it('leaves out the least severe of more findings than code scanning takes, and says so', () => {
  const [error, , info] = exampleReport.findings;
  const { results, invocations, tool } = run({ ...exampleReport, notChecked: [], findings: Array.from({ length: 25_002 }, (_, at) => ({ ...(at % 25_001 === 0 ? error! : info!), message: `${at}` })) });
  expect([results.length, results[0]?.['level'], results[1]?.['level'], tool.driver.rules.length]).toEqual([25_000, 'error', 'error', 2]);
  expect(invocations[0]).toMatchObject({ toolExecutionNotifications: [{ level: 'error', message: { text: '2 of 25002 findings are left out, the least severe ones: code scanning takes 25000; the JSON report has all' } }] });
});

it('counts columns in UTF-16 code units, from the line that was read', () => {
  const repository = makeRepository({ ...prod, 'apps/a.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a, namespace: default}\ndata: {"😀é": "🚀", b: 1}\n' });
  const { stdout } = spawnSync(process.execPath, [fileURLToPath(new URL('../start.mjs', import.meta.url)), 'validate', '--offline', '--path', repository.root, '--format', 'sarif'], { encoding: 'utf8' });
  repository.remove();
  const [{ results }] = (JSON.parse(stdout) as Log).runs;
  const regions = JSON.stringify(results.filter(({ message }) => JSON.stringify(message).includes('number 1')).map(({ locations }) => locations));
  // Each of the two pictures is two code units and four bytes.
  expect(regions).toContain('"startLine":4,"startColumn":24,"endColumn":25');
});

it('writes ten thousand findings', () => {
  const { results } = run({ ...exampleReport, findings: Array.from({ length: 10_000 }, (_, at) => ({ ...exampleReport.findings[0]!, message: `${at}` })) });
  expect([results.length, new Set(results.map((result) => JSON.stringify(result['partialFingerprints']))).size]).toEqual([10_000, 10_000]);
});
