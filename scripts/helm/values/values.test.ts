import { describe, expect, test } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import { loadChart } from '../chart/load.ts';
import type { Chart } from '../types.ts';
import { coalesceValues } from './coalesce.ts';
import { missingDependencies, resolveDependencies, type ResolvedChart } from './dependencies.ts';
import { loadValues } from './load.ts';
import { applySet, type SetMode } from './set.ts';

const silent = (): void => undefined;

function chartOf(files: Record<string, string>): Chart {
  const loaded = loadChart({ kind: 'files', name: 'app', files: Object.entries(files).map(([name, text]) => ({ name, data: Buffer.from(text) })) });
  if (!loaded.ok) throw new Error(loaded.problem.message);
  return loaded.chart;
}

function resolved(chart: Chart, values: JsonObject): ResolvedChart {
  const result = resolveDependencies(chart, values, silent);
  if (!result.ok) throw new Error(result.error);
  return result.chart;
}

const names = (chart: ResolvedChart): string[] => [chart.name, ...chart.dependencies.flatMap((sub) => names(sub).map((name) => `${chart.name}/${name}`))];

const family = {
  'Chart.yaml': `apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies:
- {name: db, version: 1.x, repository: "", condition: "db.enabled,global.db", tags: [store]}
- {name: db, version: 1.x, repository: "", alias: cache, condition: cache.enabled, import-values: [ports, {child: inner, parent: from.cache}]}
`,
  'values.yaml': 'a: 1\nnested: {keep: 1, drop: 2}\ndb: {size: parent}\nglobal: {region: eu, deep: {x: 1}}\n',
  'charts/db/Chart.yaml': 'apiVersion: v2\nname: db\nversion: 1.1.0\n',
  'charts/db/values.yaml': 'size: small\nown: yes\ndead: null\nglobal: {region: us, local: true}\nexports: {ports: {port: 5432}}\ninner: {key: v}\n',
};

describe('coalescing', () => {
  const values = (chart: Chart, user: JsonObject): JsonObject | string => {
    const done = coalesceValues(resolved(chart, user), user, silent);
    return done.ok ? done.values : done.error;
  };

  test('user over chart over subchart, null deletes, globals go down', () => {
    const user = { nested: { drop: null, own: 1 }, a: null, unknown: null, db: { size: 'user' } };
    expect(values(chartOf(family), user)).toEqual({
      unknown: null,
      nested: { keep: 1, own: 1 },
      port: 5432,
      from: { cache: { key: 'v' } },
      global: { region: 'eu', deep: { x: 1 } },
      db: { size: 'user', own: true, global: { region: 'eu', local: true, deep: { x: 1 } }, exports: { ports: { port: 5432 } }, inner: { key: 'v' } },
      cache: { size: 'small', own: true, global: { region: 'eu', local: true, deep: { x: 1 } }, exports: { ports: { port: 5432 } }, inner: { key: 'v' } },
    });
    expect(user).toEqual({ nested: { drop: null, own: 1 }, a: null, unknown: null, db: { size: 'user' } });
  });

  test('a subchart wants a map', () => expect(resolveDependencies(chartOf(family), { db: 'x' }, silent)).toEqual({ ok: false, error: 'type mismatch on db: %!t(string=x)' }));

  test('__proto__ and constructor are keys', () => {
    const user = JSON.parse('{"__proto__": {"polluted": true}, "constructor": {"prototype": {"polluted": true}}}') as JsonObject;
    const done = values(chartOf({ ...family, 'values.yaml': '__proto__: {a: 1}\nconstructor: {b: 2}\n' }), user) as JsonObject;
    expect(Object.entries(done).filter(([key]) => /proto|constructor/.test(key))).toEqual([['__proto__', { polluted: true, a: 1 }], ['constructor', { prototype: { polluted: true }, b: 2 }]]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

describe('dependencies', () => {
  test.each<[string, JsonObject, string[]]>([
    ['all on without a word', {}, ['app', 'app/db', 'app/cache']],
    ['a condition of false', { db: { enabled: false } }, ['app', 'app/cache']],
    ['the second condition where the first is absent', { global: { db: false } }, ['app', 'app/cache']],
    ['a tag of false', { tags: { store: false } }, ['app', 'app/cache']],
    ['a condition wins over a tag', { tags: { store: false }, db: { enabled: true } }, ['app', 'app/db', 'app/cache']],
    ['the alias has its own condition', { cache: { enabled: false } }, ['app', 'app/db']],
  ])('%s', (_, values, expected) => expect(names(resolved(chartOf(family), values))).toEqual(expected));

  test('the path of a template holds the alias', () => expect(resolved(chartOf(family), {}).dependencies.map(({ path }) => path)).toEqual(['app/charts/db', 'app/charts/cache']));

  test('what charts/ does not hold is named', () => {
    const chart = chartOf({ 'Chart.yaml': 'apiVersion: v2\nname: app\nversion: 1.0.0\ndependencies: [{name: db, version: "1", repository: x}, {name: mq, version: "1", repository: x}]' });
    expect(missingDependencies(chart)).toBe("an error occurred while checking for chart dependencies. You may need to run 'helm dependency build' to fetch missing dependencies: found in Chart.yaml, but missing in charts/ directory: db, mq");
  });

  test('requirements.yaml of a v1 chart', () => {
    const chart = chartOf({ 'Chart.yaml': 'name: app\nversion: 1.0.0', 'requirements.yaml': 'dependencies: [{name: db, version: 1.x, alias: store}]', 'charts/db/Chart.yaml': 'name: db\nversion: 1.0.0' });
    expect(names(resolved(chart, {}))).toEqual(['app', 'app/store']);
    expect(chart.files.map(({ name }) => name)).toEqual(['requirements.yaml']);
  });
});

describe('--set and its family', () => {
  const set = (line: string, mode: SetMode = 'typed', before: JsonObject = {}): JsonObject | string => applySet(line, before, mode) ?? before;
  test.each<[string, JsonObject | string]>([
    ['a=1,b=x', { a: 1n, b: 'x' }],
    ['a=true,b=NULL,c=0,d=007,e=1.5,f=-3', { a: true, b: null, c: 0n, d: '007', e: '1.5', f: -3n }],
    ['a.b.c=x', { a: { b: { c: 'x' } } }],
    ['a[0].b=x,a[2]=y', { a: [{ b: 'x' }, null, 'y'] }],
    ['a[0][1]=x', { a: [[null, 'x']] }],
    ['a={x,1,true}', { a: ['x', 1n, true] }],
    ['a\\.b=x\\,y', { 'a.b': 'x,y' }],
    ['a=', { a: '' }],
    ['a=x=y', { a: 'x=y' }],
    ['a', 'key "a" has no value'],
    ['a,b=1', 'key "a" has no value (cannot end with ,)'],
    ['a={x', "list must terminate with '}'"],
    ['a[-1]=x', 'negative -1 index not allowed'],
    ['a[99999]=x', 'index of 99999 is greater than maximum supported index of 65536'],
    ['a[x]=1', 'error parsing index: strconv.Atoi: parsing "x": invalid syntax'],
    [`${'a.'.repeat(31)}b=1`, 'value name nested level is greater than maximum supported nested level of 30'],
    ['__proto__.x=1', JSON.parse('{"__proto__": {"x": "1"}}') as JsonObject],
  ])('%s', (line, expected) => {
    const result = set(line, line.startsWith('__proto__') ? 'text' : 'typed');
    expect(result).toEqual(expected);
  });
  test('a scalar in the way', () => expect(set('a.b=1', 'typed', { a: 'x' })).toBe('unable to parse key: interface conversion: interface {} is string, not map[string]interface {}'));
  test('text', () => expect(set('a=1,b=true', 'text')).toEqual({ a: '1', b: 'true' }));
  test('literal', () => expect(set('a=1,b={x}\\', 'literal')).toEqual({ a: '1,b={x}\\' }));
  test('json', () => expect(set('a={"x": [1, "]"]},b=[true,null],c=', 'json')).toEqual({ a: { x: [1, ']'] }, b: [true, null], c: null }));
  test('file', () => expect(set('a=x.txt', (name) => ({ ok: true, text: `<${name}>` }))).toEqual({ a: '<x.txt>' }));
});

describe('values files', () => {
  test('documents are merged', () => expect(loadValues('a: {x: 1}\n---\na: {z: 2}\nb: ~\n')).toEqual({ ok: true, values: { a: { x: 1, z: 2 }, b: null } }));
  test('numbers are float64', () => expect(loadValues('a: 9007199254740993')).toEqual({ ok: true, values: { a: 9007199254740992 } }));
  test('a list is none', () => {
    expect(loadValues('- a')).toEqual({ ok: false, line: 1, error: 'cannot unmarshal yaml document: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal array into Go value of type map[string]interface {}' });
  });
});
