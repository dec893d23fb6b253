import { isObject } from '../lib/json.ts';
import { entryAt, parseYaml, placeOf, placeOfNode, toJson, type JsonProblem } from '../lib/yaml/index.ts';
import type { JsonObject } from '../model/json.ts';

export type Decoded = { readonly value: JsonObject; readonly lineOf: (pointer: string) => number | undefined } | { readonly error: string };

/**
 * Reads one YAML document that must be a map, as sigs.k8s.io/yaml does: YAML 1.1 words, the last of two equal keys wins. An
 * empty text is an empty map. `lineOf` gives the line (from 1) of the key at a pointer.
 */
export function decodeMap(text: string): Decoded {
  const { documents, errors, source } = parseYaml(text);
  const error = errors.find(({ code }) => code !== 'yaml/duplicate-key');
  if (error !== undefined) return { error: `line ${placeOf(source, error.offset).line}: ${error.message}` };
  const root = documents[0]?.root;
  if (root === undefined) return { value: {}, lineOf: () => undefined };
  const problems: JsonProblem[] = [];
  const value = toJson(root, 'sigs', problems);
  const [problem] = problems;
  if (problem !== undefined) return { error: `line ${placeOfNode(problem.node).line}: ${problem.message}` };
  if (value === null) return { value: {}, lineOf: () => undefined };
  if (!isObject(value)) return { error: `a map is expected, not ${Array.isArray(value) ? 'a list' : `a ${typeof value}`}` };
  return {
    value,
    lineOf: (pointer) => {
      const entry = entryAt(root, pointer);
      return entry === undefined ? undefined : placeOfNode(entry.key ?? entry.value).line;
    },
  };
}
