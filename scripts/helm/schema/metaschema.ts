import { createRequire } from 'node:module';
import type { Ajv } from 'ajv';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Draft } from './prepare.ts';
import { printViolations, violationsOf } from './messages.ts';

const require = createRequire(import.meta.url);

const urls: Readonly<Record<Draft, string>> = {
  'draft-04': 'http://json-schema.org/draft-04/schema#',
  'draft-06': 'http://json-schema.org/draft-06/schema#',
  'draft-07': 'http://json-schema.org/draft-07/schema#',
  '2019-09': 'https://json-schema.org/draft/2019-09/schema',
  '2020-12': 'https://json-schema.org/draft/2020-12/schema',
};

/** What is wrong with a schema as a schema, in the words of Helm's validator; undefined: nothing. */
export function wrongAsSchema(ajv: Ajv, schema: Json, draft: Draft, name: string): string | undefined {
  const url = urls[draft];
  if (draft === 'draft-06') ajv.addMetaSchema(draft6());
  if (draft === 'draft-04') ajv.addMetaSchema(draft4());
  const isSchema = ajv.getSchema(url);
  if (isSchema === undefined || isSchema(schema) === true) return undefined;
  // several vocabularies may say the same
  const lines = new Set(violationsOf(isSchema.errors ?? []).map((one) => printViolations([one])));
  return `"${name}#" is not valid against metaschema: jsonschema validation failed with '${url.replace(/#?$/, '#')}'\n${[...lines].join('\n')}`;
}

const draft6 = (): JsonObject => require('ajv/dist/refs/json-schema-draft-06.json') as JsonObject;

/** Draft 4 is draft 6 without schemas of true and false, with `id`, limits that are excluded by a flag, and fewer keywords. */
function draft4(): JsonObject {
  const later = new Set(['$id', 'examples', 'const', 'contains', 'propertyNames']);
  const properties = Object.fromEntries(Object.entries(draft6()['properties'] as JsonObject).filter(([key]) => !later.has(key)));
  const definitions = draft6()['definitions'] as JsonObject;
  const orBoolean: Json = { anyOf: [{ type: 'boolean' }, { $ref: '#' }] };
  return {
    $id: urls['draft-04'], type: 'object',
    definitions: { ...definitions, stringArray: { ...(definitions['stringArray'] as JsonObject), minItems: 1 } },
    dependencies: { exclusiveMaximum: ['maximum'], exclusiveMinimum: ['minimum'] },
    properties: { ...properties, id: { type: 'string' }, exclusiveMinimum: { type: 'boolean' }, exclusiveMaximum: { type: 'boolean' }, additionalItems: orBoolean, additionalProperties: orBoolean },
  };
}
