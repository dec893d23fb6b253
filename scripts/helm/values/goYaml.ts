import { isObject, setKey } from '../../lib/json.ts';
import { parseYaml, placeOf, resolveScalar, toJson, type JsonProblem, type YNode } from '../../lib/yaml/index.ts';
import type { Json, JsonObject } from '../../model/json.ts';

export type YamlResult = { readonly ok: true; readonly value: Json } | { readonly ok: false; readonly error: string; readonly line?: number };

/** Says of a path of keys whether Go reads text there, so that a number becomes its spelling. */
export type WantsText = (path: readonly string[]) => boolean;

/**
 * The first document of a text, read as Go does for Helm and Kubernetes (sigs.k8s.io/yaml): the last of two equal keys
 * wins. Integers beyond 2^53 are bigint (`asFloats` makes them float64, as values are). Errors are worded as Helm's.
 */
export function readYaml(text: string, wantsText?: WantsText): YamlResult {
  const { documents, errors, source } = parseYaml(text);
  const error = errors.find(({ code, document }) => code !== 'yaml/duplicate-key' && document === 0);
  if (error !== undefined) {
    const { line } = placeOf(source, error.offset);
    return { ok: false, error: `error converting YAML to JSON: yaml: line ${line}: ${error.message}`, line };
  }
  const root = documents[0]?.root;
  if (root === undefined) return { ok: true, value: null };
  const problems: JsonProblem[] = [];
  const value = toJson(wantsText === undefined ? root : spelt(root, wantsText, []), 'sigs', problems);
  const [problem] = problems;
  if (problem === undefined) return { ok: true, value };
  const { line } = placeOf(source, problem.node.start);
  return { ok: false, error: `error converting YAML to JSON: yaml: line ${line}: ${problem.message}`, line };
}

/** The tree with numbers and booleans replaced by text, spelt as Go spells them, where Go wants text. */
function spelt(node: YNode, wantsText: WantsText, path: readonly string[]): YNode {
  switch (node.type) {
    case 'map':
      return { ...node, items: node.items.map((item) => ({ key: item.key, value: spelt(item.value, wantsText, [...path, item.key.type === 'scalar' ? item.key.text : '']) })) };
    case 'seq':
      return { ...node, items: node.items.map((item, index) => spelt(item, wantsText, [...path, String(index)])) };
    case 'alias':
      return path.length > 6 ? node : spelt(node.target, wantsText, path);
    case 'scalar': {
      if (!wantsText(path)) return node;
      const resolved = resolveScalar(node, 'sigs');
      if (resolved === undefined || resolved.value === null || typeof resolved.value === 'string') return node;
      const text = typeof resolved.value === 'number' && resolved.kind === 'float' ? formatFloat(resolved.value) : String(resolved.value);
      return { ...node, style: 'double', tag: '', text };
    }
  }
}

/** Go's strconv.FormatFloat(value, 'g', -1, 64): how a float becomes text where text is wanted. */
export function formatFloat(value: number): string {
  if (value === 0) return Object.is(value, -0) ? '-0' : '0';
  const [digits = '0', exponentText = '0'] = value.toExponential().split('e');
  const exponent = Number(exponentText);
  if (exponent >= -4 && exponent < 6) return String(value);
  const size = Math.abs(exponent);
  return `${digits}e${exponent < 0 ? '-' : '+'}${size < 10 ? `0${size}` : size}`;
}

/** Integers beyond 2^53 lose digits, as in values, where Go makes every number float64; the same object where there is none. */
export function asFloats(value: Json): Json {
  if (typeof value === 'bigint') return Number(value);
  if (typeof value !== 'object' || value === null || !holdsBigint(value)) return value;
  if (Array.isArray(value)) return value.map(asFloats);
  const copy: JsonObject = {};
  for (const [key, item] of Object.entries(value)) setKey(copy, key, asFloats(item));
  return copy;
}

function holdsBigint(value: Json): boolean {
  if (typeof value === 'bigint') return true;
  if (Array.isArray(value)) return value.some(holdsBigint);
  return isObject(value) && Object.values(value).some(holdsBigint);
}
