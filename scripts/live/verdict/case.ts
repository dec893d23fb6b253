import { isObject } from '../../lib/json.ts';
import { object, objects, refOf, text } from '../../lib/object.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Judged } from './judge.ts';

/** A disagreement as a test of the offline verdict, which fails until it says what the server says; values of Secrets are taken out. */
export function testCase({ object: after, before, server, definition }: Judged, kubernetes: string): string {
  const minor = /^1\.\d+/.exec(kubernetes)?.[0] ?? kubernetes;
  const { apiVersion, kind, name } = refOf(after);
  const store = definition === undefined ? `openStore('${minor}')` : `openStore('${minor}', customKinds(kindsOf(${json(withoutProse(definition, apiVersion))})))`;
  const says = server.says === 'refuses' ? [`  // ${server.message.split('\n', 1)[0]!.slice(0, 300)}`] : [];
  if (before === undefined) {
    return [
      `it('judges ${kind} ${name} as Kubernetes ${kubernetes} does', () => {`, ...says,
      `  const object = ${json(withoutValues(after))};`,
      `  expect(makeJudge(${store}, '${minor}').judge(object).accepted).toBe(${server.says === 'accepts'});`,
      '});',
    ].join('\n');
  }
  const own = definition === undefined ? `updateErrors(complete(before, store), complete(after, store), shapeOf(store, '${apiVersion}', '${kind}'))` : 'transitionErrors(complete(before, store), complete(after, store), store)';
  return [
    `it('judges the change of ${kind} ${name} as Kubernetes ${kubernetes} does', () => {`, ...says,
    `  const store = ${store};`,
    `  const before = ${json(withoutValues(before))};`,
    `  const after = ${json(withoutValues(after))};`,
    `  expect(${own}.length === 0).toBe(${server.says === 'accepts'});`,
    '});',
  ].join('\n');
}

function json(value: Json): string {
  return JSON.stringify(value, (_, each: unknown) => (typeof each === 'bigint' ? Number(each) : each));
}

/** Which values of a Secret differ stays visible. */
function withoutValues(body: JsonObject): JsonObject {
  if (body['kind'] !== 'Secret') return body;
  const hidden = (part: string, as: string): JsonObject => (isObject(body[part] ?? null) ? { [part]: Object.fromEntries(Object.keys(body[part] as JsonObject).map((key) => [key, as])) } : {});
  return { ...body, ...hidden('data', 'KioqKio='), ...hidden('stringData', '*****') };
}

/** What a CustomResourceDefinition says of one version, without descriptions. */
function withoutProse(definition: JsonObject, apiVersion: string): JsonObject {
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const bare = (value: Json): Json => {
    if (Array.isArray(value)) return value.map(bare);
    return isObject(value) ? Object.fromEntries(Object.entries(value).filter(([key, inner]) => key !== 'description' || typeof inner !== 'string').map(([key, inner]) => [key, bare(inner)])) : value;
  };
  const { group = '', names = {}, scope = '' } = object(definition, 'spec');
  return { apiVersion: text(definition, 'apiVersion'), kind: text(definition, 'kind'), metadata: { name: text(definition, 'metadata', 'name') }, spec: { group, names, scope, versions: objects(definition, 'spec', 'versions').filter((each) => each['name'] === version).map(bare) } };
}
