import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isObject } from '../../lib/json.ts';
import { parseYaml, splitDocuments, toJson } from '../../lib/yaml/index.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Mutant, mutants, randomFrom } from './mutate.ts';

/** A valid object that random changes start from; `name` tells it from the others. */
export interface Seed {
  readonly name: string;
  readonly object: JsonObject;
}

/** The folder of the project's own seeds and of what a server answered to their changes. */
export const ownFolder = fileURLToPath(new URL('.', import.meta.url));
/** Seed's name -> for each change `+` accepted, `-` refused, `?` not about the manifest. */
export const answersFile = join(ownFolder, 'answers.json');
/** How many changes of each seed are recorded. */
export const recorded = 60;

export function seedsIn(folder: string): Seed[] {
  return readdirSync(folder).filter((each) => /\.ya?ml$/.test(each)).sort().flatMap((file) => {
    let number = 0;
    return splitDocuments(readFileSync(join(folder, file), 'utf8')).flatMap(({ text }): Seed[] => {
      const { root } = parseYaml(text).documents[0]!;
      const object = root === undefined ? null : toJson(root, 'sigs');
      return isObject(object) && object['kind'] !== undefined ? [{ name: `${file}#${number++} ${String(object['kind'])}`, object }] : [];
    });
  });
}

/** The seed as it is, then its changes; the same each time for a seed, its name and `start`. */
export function changesOf({ name, object }: Seed, count: number, start: number): Mutant[] {
  let hash = start;
  for (const letter of name) hash = (Math.imul(hash, 31) + letter.charCodeAt(0)) >>> 0;
  const source = mutants(object, randomFrom(hash));
  return [{ what: 'unchanged', object }, ...Array.from({ length: count }, () => source.next().value!)];
}
