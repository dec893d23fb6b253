import { mkdtempSync, mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { isIgnored, parseIgnore } from './ignore.ts';
import { loadChart } from './load.ts';
import { pathMatch } from './pathMatch.ts';
import { isCompatible, isVersion } from './version.ts';

let root = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'helm-chart-'));
});
afterEach(() => rmSync(root, { recursive: true }));

function write(files: Record<string, string>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
}

const load = () => loadChart({ kind: 'path', path: join(root, 'app'), within: root, location: 'charts/app' });
const message = (): string => {
  const loaded = load();
  return loaded.ok ? 'ok' : loaded.problem.message;
};

describe('loadChart from a directory', () => {
  test('sorts files into templates, files, charts; text where Go wants text', () => {
    write({
      'app/Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\nappVersion: 1.10\nunknown: x\nannotations: {a: 1, b: yes}\ndependencies: [{name: sub, version: 1.x, repository: ""}]\n',
      'app/values.yaml': 'port: 0x10\n---\nname: on\n',
      'app/templates/a.yaml': 'a', 'app/crds/c.yaml': 'c', 'app/config/x.txt': 'x', 'app/.helmignore': '*.bak\n', 'app/y.bak': '', 'app/templates/.hidden': '',
      'app/charts/sub/Chart.yaml': 'name: sub\nversion: 1.2.0\n', 'app/charts/_no/Chart.yaml': '', 'app/charts/README.md': '',
    });
    const loaded = load();
    // a stray file in charts/ is a chart to Helm, too, and fails
    expect(loaded.ok ? '' : loaded.problem.message).toBe('error unpacking subchart README.md in app: Chart.yaml file is missing');
    rmSync(join(root, 'app/charts/README.md'));
    const again = load();
    if (!again.ok) throw new Error(again.problem.message);
    const { chart } = again;
    expect(chart.metadata).toMatchObject({ appVersion: '1.1', annotations: { a: '1', b: 'true' }, apiVersion: 'v2' });
    expect(chart.templates.map(({ name }) => name)).toEqual(['templates/a.yaml']);
    expect(chart.files.map(({ name }) => name)).toEqual(['.helmignore', 'config/x.txt', 'crds/c.yaml']);
    expect(chart.values).toEqual({ port: 16, name: true });
    expect(chart.dependencies.map(({ metadata, location }) => [metadata.name, metadata.apiVersion, location])).toEqual([['sub', 'v1', 'charts/app/charts/sub']]);
  });

  test.each([
    ['', `unable to detect chart`],
    ['name: app', 'validation: chart.metadata.version is required'],
    ['version: 1.0.0', 'validation: chart.metadata.name is required'],
    ['name: a/b\nversion: 1.0.0', 'validation: chart.metadata.name "a/b" is invalid'],
    ['name: app\nversion: one', 'validation: chart.metadata.version "one" is invalid'],
    ['name: app\nversion: 1.0.0\ntype: thing', 'validation: chart.metadata.type must be application or library'],
    ['name: app\nversion: 1.0.0\ndependencies: [{name: a}, {name: b, alias: a}]', 'validation: more than one dependency with name or alias "a"'],
    ['name: app\nversion: 1.0.0\nkeywords: x', 'cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal string into Go struct field Metadata.keywords of type []string'],
    ['- a', 'cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type loader.chartBase'],
    ['name: app\nversion: 1.0.0\napiVersion: v3', 'invalid chart apiVersion'],
    ['name: app\nversion: 1.0.0\napiVersion: 2', 'unsupported chart version'],
    ['name: app\nversion: 1.0.0\nmaintainers: [null]', 'validation: maintainers must not contain empty or null nodes'],
  ])('judges Chart.yaml %j', (text, expected) => {
    write(text === '' ? { 'app/values.yaml': '' } : { 'app/Chart.yaml': text });
    expect(message().slice(0, expected.length)).toBe(expected);
  });

  test('a broken values.yaml has its place', () => {
    write({ 'app/Chart.yaml': 'name: app\nversion: 1.0.0', 'app/values.yaml': 'a: 1\nb: [1\nc: 2\n' });
    const loaded = load();
    expect(loaded.ok ? undefined : loaded.problem.place?.file).toBe('charts/app/values.yaml');
  });

  test('links stay within the repository', () => {
    write({ 'app/Chart.yaml': 'name: app\nversion: 1.0.0', 'shared.txt': 'shared' });
    symlinkSync(join(root, 'shared.txt'), join(root, 'app/shared.txt'));
    expect(message()).toBe('ok');
    symlinkSync('../gone/board.json', join(root, 'app/board.json'));
    expect(message()).toBe('the symbolic link board.json leads to ../gone/board.json, which is not there; charts of git repositories may need the whole repository around them');
    rmSync(join(root, 'app/board.json'));
    symlinkSync('/etc/hostname', join(root, 'app/host.txt'));
    expect(message()).toBe('the symbolic link host.txt leads out of the repository');
  });

  test('a link to a directory above ends', () => {
    write({ 'app/Chart.yaml': 'name: app\nversion: 1.0.0' });
    symlinkSync(join(root, 'app'), join(root, 'app/self'));
    expect(message()).toBe('the directories of the chart nest more than 64 deep (a symbolic link to a directory above itself?)');
  });

  test('a chart that is not there', () => {
    expect(message()).toBe(`stat ${join(root, 'app')}: no such file or directory`);
  });
});

describe('.helmignore', () => {
  const ignored = (rules: string, path: string, directory = false): boolean | string => {
    const parsed = parseIgnore(rules);
    return parsed.ok ? isIgnored(parsed.rules, path, directory) : parsed.error;
  };
  test.each([
    ['*.txt', 'cargo/a.txt', true], ['cargo/*.txt', 'cargo/a.txt', true], ['cargo/*.txt', 'mast/a.txt', false], ['ru[c-e]?er.txt', 'rudder.txt', true],
    ['/a.txt', 'a.txt', true], ['/a.txt', 'cargo/a.txt', false], ['!helm.txt', 'helm.txt', false], ['!helm.txt', 'tiller.txt', true], ['helm.txt/', 'helm.txt', false],
    ['', 'templates/.dotfile', true], ['.*', '.', false], ['a/**', 'x', 'double-star (**) syntax is not supported'], ['[z-', 'x', 'syntax error in pattern'],
  ])('%j on %s', (rules, path, expected) => expect(ignored(rules, path)).toBe(expected));
  test('a rule for directories', () => expect(ignored('cargo/', 'cargo', true)).toBe(true));
});

test.each([
  ['a*', 'abc', true], ['a*', 'a/c', false], ['[^a]b', 'cb', true], ['[^a]b', '/b', false], ['a\\*b', 'a*b', true], ['[]a]', ']', undefined], ['[a-', 'a', undefined], ['a[', 'a', undefined],
])('pathMatch %s %s', (pattern, name, expected) => expect(pathMatch(pattern, name)).toBe(expected));

test('a hostile pattern takes no time', () => {
  const start = performance.now();
  pathMatch('*a*a*a*a*a*b', 'a'.repeat(60));
  expect(performance.now() - start).toBeLessThan(2000);
});

test.each([
  ['^1.2.0', '1.9.0', true], ['^1.2.0', '2.0.0', false], ['~1.2', '1.2.9', true], ['1.x', '1.5.0', true], ['>=1.2 <2', '1.5.0', true], ['>=1.2, <2', '2.1.0', false], ['1.2 - 1.4', '1.3.5', true],
  ['>=1.28.0-0', '1.35.0', true], ['>=1.28.0-0', '1.28.0-rc.1', true], ['>=1.28.0', '1.29.0-rc.1', false], ['*', '3.2.1', true], ['!=1.2.3', '1.2.4', true], ['1.0.0 || 2.0.0', '2.0.0', true],
  ['1.2.3', 'v1.2.3', true], ['', '1.0.0', false], ['what', '1.0.0', false], ['*', 'what', false],
])('isCompatible %j %s', (constraint, version, expected) => expect(isCompatible(constraint, version)).toBe(expected));

test.each([['1', true], ['v1.2', true], ['1.2.3-rc.1+b', true], ['1.2.3.4', false], ['', false], ['x', false]])('isVersion %s', (version, expected) => expect(isVersion(version)).toBe(expected));
