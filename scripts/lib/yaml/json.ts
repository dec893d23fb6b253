import type { Json, JsonObject } from '../../model/json.ts';
import { setKey } from '../json.ts';
import type { YItem, YMap, YNode, YScalar } from './node.ts';
import { resolveAlias } from './node.ts';
import { resolveScalar, timestamp } from './resolve.ts';
import type { YamlSchema } from './resolve.ts';

/** Something that parses but cannot become JSON; `node` tells where. */
export interface JsonProblem {
  readonly message: string;
  readonly node: YNode;
}

interface Conversion {
  readonly schema: YamlSchema;
  readonly problems: JsonProblem[];
  nodes: number;
  aliased: number;
  aliasDepth: number;
  refused: boolean;
}

/**
 * The value of a node: aliases expanded, `<<` merged, scalars resolved; integers beyond 2^53 are bigint. What JSON
 * cannot hold is null in the result and told in `problems`. Expansion of aliases is bounded as Go bounds it.
 */
export function toJson(node: YNode, schema: YamlSchema, problems: JsonProblem[] = []): Json {
  return convert(node, { schema, problems, nodes: 0, aliased: 0, aliasDepth: 0, refused: false });
}

function convert(node: YNode, c: Conversion): Json {
  c.nodes++;
  if (c.aliasDepth > 0) c.aliased++;
  if (c.aliased > 100 && c.nodes > 1000 && excessive(node, c)) return null;
  switch (node.type) {
    case 'scalar':
      return scalar(node, c);
    case 'seq':
      return node.items.map((item) => convert(item, c));
    case 'map': {
      const object: JsonObject = {};
      fill(object, node, c);
      return object;
    }
    case 'alias': {
      c.aliasDepth++;
      const value = convert(node.target, c);
      c.aliasDepth--;
      return value;
    }
  }
}

/** decode.go's allowedAliasRatio: 99 % of the nodes up to 400,000, falling to 10 % at four million. */
function excessive(node: YNode, c: Conversion): boolean {
  const allowed = c.nodes <= 400_000 ? 0.99 : c.nodes >= 4_000_000 ? 0.1 : 0.99 - 0.89 * ((c.nodes - 400_000) / 3_600_000);
  if (!c.refused && c.aliased / c.nodes <= allowed) return false;
  if (!c.refused) c.problems.push({ message: 'the aliases of this document expand to far more than its text', node });
  c.refused = true;
  return true;
}

function scalar(node: YScalar, c: Conversion): Json {
  const resolved = resolveScalar(node, c.schema);
  if (resolved === undefined) {
    c.problems.push({ message: `"${node.text}" is no ${node.tag}`, node });
    return null;
  }
  if (resolved.kind === 'timestamp') return c.schema === 'sigs' ? node.text : (timestamp(node.text) ?? node.text);
  if (resolved.kind === 'float' && !Number.isFinite(resolved.value as number)) {
    c.problems.push({ message: `${node.text} is a number that JSON cannot hold; put it into quotes if it is a text`, node });
    return null;
  }
  // v3 prints -0 as JSON does, and the second decoding on the way out of Kustomize reads an integer.
  return Object.is(resolved.value, -0) && c.schema === 'kyaml' ? 0 : resolved.value;
}

export function isMergeKey(key: YNode): key is YScalar {
  return key.type === 'scalar' && key.text === '<<' && (key.tag === '!!merge' || ((key.tag === '' || key.tag === '!') && key.style === 'plain'));
}

function fill(object: JsonObject, node: YMap, c: Conversion, only?: Set<string>): void {
  let merges: YItem[] | undefined;
  for (const item of node.items) {
    if (c.refused) return;
    if (isMergeKey(item.key)) {
      // yaml.v2 merges where the key stands, so that it wins over the keys before it; v3 merges behind all keys.
      if (c.schema === 'sigs') merge(object, item, c);
      else merges = [item];
      continue;
    }
    const key = keyText(item.key, c, only !== undefined);
    if (key === undefined) continue;
    if (only !== undefined) {
      if (only.has(key)) continue;
      only.add(key);
    }
    setKey(object, key, convert(item.value, c));
  }
  if (merges === undefined) return;
  const taken = only ?? new Set(Object.keys(object));
  for (const item of merges) merge(object, item, c, taken);
}

function merge(object: JsonObject, item: YItem, c: Conversion, taken?: Set<string>): void {
  const value = resolveAlias(item.value);
  const sources = value.type === 'seq' ? value.items.map(resolveAlias) : [value];
  if (sources.some((source) => source.type !== 'map')) {
    c.problems.push({ message: '"<<" takes a mapping, or a list of mappings', node: item.value });
    return;
  }
  if (taken === undefined) sources.reverse();
  c.nodes += sources.length;
  for (const source of sources) {
    c.aliasDepth++;
    if (source.type === 'map') fill(object, source, c, taken);
    c.aliasDepth--;
  }
}

/** The JSON key of a YAML key; undefined (with a problem) where there is none, as for null, lists and mappings. */
function keyText(node: YNode, c: Conversion, merging: boolean): string | undefined {
  const key = resolveAlias(node);
  if (key.type === 'scalar') {
    const resolved = resolveScalar(key, c.schema);
    if (resolved !== undefined) {
      // v3 decodes merged keys into the map that is there, whose keys are text.
      if (merging && c.schema === 'kyaml') return key.text;
      const text = c.schema === 'sigs' || (resolved.kind === 'str' && (key.tag === '' || key.tag === '!' || key.tag === '!!str'));
      if (text && typeof resolved.value === 'string') return resolved.kind === 'binary' ? resolved.value : key.text;
      if (c.schema === 'sigs' && resolved.value !== null) return keyOfNumber(resolved.value);
    }
  }
  const shown = key.type === 'scalar' ? (key.text === '' ? 'an empty key' : `the key ${key.text}`) : `a ${key.type === 'map' ? 'mapping' : 'list'} as key`;
  c.problems.push({ message: `${shown} is no text; put it into quotes`, node });
  return undefined;
}

/** The JSON key of a YAML key, where it has one: for `sigs`, `yes` is "true" and 1.0 is "1". */
export function jsonKey(node: YNode, schema: YamlSchema): string | undefined {
  return keyText(node, { schema, problems: [], nodes: 0, aliased: 0, aliasDepth: 0, refused: false }, false);
}

/** sigs.k8s.io/yaml prints floating point keys with strconv.FormatFloat(key, 'g', -1, 32). */
function keyOfNumber(value: number | bigint | boolean | string): string {
  if (typeof value !== 'number' || (Number.isInteger(value) && Math.abs(value) <= Number.MAX_SAFE_INTEGER)) return String(value);
  if (!Number.isFinite(value)) return Number.isNaN(value) ? '.nan' : value < 0 ? '-.inf' : '.inf';
  let short = value;
  for (let digits = 1; digits <= 9; digits++) {
    short = Number(value.toPrecision(digits));
    if (Math.fround(short) === Math.fround(value)) break;
  }
  const [mantissa = '', exponent = '0'] = short.toExponential().split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 6) return String(short);
  return `${mantissa}e${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
