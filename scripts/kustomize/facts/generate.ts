/**
 * Makes facts.json: `npm run generate:kustomize -- <swagger.json> <folder>`. The first is Kubernetes' OpenAPI document of
 * the version that the pinned kustomize embeds (v1.21.2, api/openapi-spec/swagger.json), the second kustomize's
 * api/internal/konfig/builtinpluginconsts, whose Go files hold the default field specs as YAML.
 */
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { JsonObject } from '../../model/json.ts';
import { parseYaml, toJson } from '../../lib/yaml/index.ts';
import { readOpenApi } from '../openapi.ts';

/** The constants of the Go files: YAML in back quotes, some continued by another constant. */
function fieldSpecs(folder: string): JsonObject {
  const constants = new Map<string, { text: string; more: string }>();
  for (const file of readdirSync(folder).sort()) {
    for (const [, name = '', text = '', more = ''] of readFileSync(join(folder, file), 'utf8').matchAll(/(\w+FieldSpecs) = `\n?([^`]*)`(?: \+ (\w+))?/g)) constants.set(name, { text, more });
  }
  const all: JsonObject = {};
  for (const { text, more } of constants.values()) {
    const root = parseYaml(text + (constants.get(more)?.text ?? '')).documents[0]?.root;
    const value = root === undefined ? null : toJson(root, 'sigs');
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) Object.assign(all, value);
  }
  return all;
}

const [swagger = '', consts = ''] = process.argv.slice(2);
const { kinds, schemas, namespaced } = readOpenApi(JSON.parse(readFileSync(swagger, 'utf8')) as JsonObject);
const clusterScoped = [...namespaced].filter(([, value]) => !value).map(([key]) => key).sort();
const lines = Object.entries({ kinds: Object.fromEntries(kinds), schemas: Object.fromEntries(schemas), clusterScoped, fieldSpecs: fieldSpecs(consts) }).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
writeFileSync(new URL('facts.json', import.meta.url), `{\n${lines.join(',\n')}\n}\n`);
