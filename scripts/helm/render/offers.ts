import { atPointer, getKey, isObject, pointerToken, pointerTokens, setKey } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { ResolvedChart } from '../values/dependencies.ts';
import { changed, counterpartOf, withValue, type Renders, type Seen } from './perturb.ts';

/** Renders that one question, and renders of a whole release that all questions, may cost. */
const triesEach = 10;
const triesInAll = 60;

/**
 * Finds the values key that sets a field which the chart leaves out, by trying: keys that are named like the field, in the
 * values that made what is around it, in all values, and in the templates. Undefined where none of them makes the field appear.
 */
export type Offers = (document: Seen, pointer: string, around: string | undefined) => string | undefined;

/** `all`: the coalesced values; `user`: those of the user, which a try is written into. */
export function offers(chart: ResolvedChart, user: JsonObject, all: JsonObject, before: readonly Seen[], { again, isAlone }: Renders): Offers {
  const tried = new Map<string, readonly Seen[] | undefined>();
  const keys = keysOf(all);
  const named = new Map<string, string[]>();
  const namedBy = (template: string): string[] => {
    const known = named.get(template) ?? mentioned(chart, template);
    named.set(template, known);
    return known;
  };
  return (document, pointer, around) => {
    const { object } = document;
    if (object === undefined) return undefined;
    const field = pointerTokens(pointer);
    const missing = field.slice(existing(object, field));
    if (missing.length === 0) return undefined;
    let left = triesEach;
    // A chart may write the field's parents empty: their names lead to the key as well.
    const names = field.slice(field.findLastIndex((token) => token === 'spec' || /^\d+$/.test(token)) + 1);
    for (const { key, rest } of candidates(names, missing, around, keys, namedBy(document.template))) {
      if (left-- <= 0) return undefined;
      const value = probe(rest, names.at(-1) ?? '', atPointer(all, key));
      const only = isAlone(document.template) ? document.template : undefined;
      const name = `${only ?? ''} ${key} ${JSON.stringify(value)}`;
      if (!tried.has(name)) {
        if (only === undefined && tried.size >= triesInAll) return undefined;
        tried.set(name, again(withValue(user, all, key, value), only));
      }
      const found = counterpartOf(document, before, tried.get(name))?.object;
      if (found !== undefined && atPointer(found, pointer) !== undefined) return `${key}${rest.map((token) => `/${pointerToken(token)}`).join('')}`;
    }
    return undefined;
  };
}

interface Candidate {
  readonly key: string;
  /** What stands below the key on the way to the field. */
  readonly rest: readonly string[];
}

/** The likely ones first: beside what made the surroundings, then keys of the field's very name, then those that end with it. */
function candidates(names: readonly string[], missing: readonly string[], around: string | undefined, keys: readonly string[], inTemplates: readonly string[]): Candidate[] {
  const found: Candidate[] = around === undefined ? [] : [{ key: [around, ...missing].map((part, index) => (index === 0 ? part : pointerToken(part))).join('/'), rest: [] }];
  for (const test of [isNamed, endsWith]) {
    for (const [index, token] of names.entries()) {
      for (const key of [...keys, ...inTemplates]) if (test(pointerTokens(key).at(-1) ?? '', token)) found.push({ key, rest: names.slice(index + 1) });
    }
  }
  const seen = new Set<string>();
  return found.filter(({ key, rest }) => {
    const name = [key, ...rest].join('/');
    return seen.has(name) ? false : seen.add(name);
  });
}

function isNamed(key: string, token: string): boolean {
  return key === token;
}

/** `containerSecurityContext` for `securityContext`. */
function endsWith(key: string, token: string): boolean {
  return key !== token && key.toLowerCase().endsWith(token.toLowerCase());
}

/** What is written at the key: the way down to the field, in what is there already, and a value that such a field may have. */
function probe(rest: readonly string[], name: string, current: Json | undefined): Json {
  const [first, ...further] = rest;
  if (first === undefined) return typeof current === 'object' || current === undefined || current === '' ? leafOf(name) : changed(current);
  const map: JsonObject = isObject(current) ? { ...current } : {};
  setKey(map, first, probe(further, name, getKey(map, first)));
  return map;
}

function leafOf(name: string): Json {
  if (name.endsWith('Probe')) return { httpGet: { path: '/', port: 80 } };
  if (name === 'memory' || name === 'ephemeral-storage') return '64Mi';
  if (name === 'cpu') return '10m';
  if (/^(?:securityContext|resources|affinity|lifecycle|preStop)$/.test(name)) return { unlikely: 'x' };
  return /^(?:add|drop|tolerations|topologySpreadConstraints|imagePullSecrets)$/.test(name) ? ['x'] : /Name$|Policy$|Class$|[tT]ype$/.test(name) ? 'x' : true;
}

/** How many tokens of a field's pointer the object has. */
function existing(object: JsonObject, field: readonly string[]): number {
  let at: Json | undefined = object;
  for (const [index, token] of field.entries()) {
    at = Array.isArray(at) ? at[Number(token)] : isObject(at) ? getKey(at, token) : undefined;
    if (at === undefined) return index;
  }
  return field.length;
}

/** The pointers of all keys of maps, the shallow ones first. */
function keysOf(values: JsonObject): string[] {
  const out: string[] = [];
  for (let level: readonly (readonly [string, JsonObject])[] = [['', values]]; level.length > 0;) {
    const next: [string, JsonObject][] = [];
    for (const [at, map] of level) {
      for (const [key, value] of Object.entries(map)) {
        out.push(`${at}/${pointerToken(key)}`);
        if (isObject(value)) next.push([`${at}/${pointerToken(key)}`, value]);
      }
    }
    level = next;
  }
  return out;
}

/** The values that the templates of the chart that holds a template name, as pointers into the release's values. */
function mentioned(root: ResolvedChart, template: string, at = ''): string[] {
  const sub = root.dependencies.find(({ path }) => template.startsWith(`${path}/`));
  if (sub !== undefined) return mentioned(sub, template, `${at}/${pointerToken(sub.name)}`);
  const texts = root.chart.templates.map(({ data }) => Buffer.from(data).toString());
  return [...new Set(texts.flatMap((text) => [...text.matchAll(/\.Values((?:\.\w+)+)/g)].map(([, path = '']) => `${at}${path.replaceAll('.', '/')}`)))];
}
