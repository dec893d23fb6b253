import { isObject } from '../../lib/json.ts';
import { at, list, object, text } from '../../lib/object.ts';
import type { Json, JsonObject } from '../../model/json.ts';

/** One request, as far as the description of a server's API tells what may be in it. */
export interface Operation {
  readonly method: string;
  /** With `{names}` where a value goes. */
  readonly path: string;
  /** Names of the parameters that may stand behind the path. */
  readonly query: readonly string[];
  /** JSON Schema of what is sent, which allows no field that is not described; absent where nothing may be. */
  readonly body?: JsonObject;
  /** The status of an answer that did it. */
  readonly status: number;
}

/** What `describedOf` made of the descriptions that the servers' makers publish (described.json). */
export interface Described {
  /** Whose description it is, and of which version. */
  readonly from: string;
  /** What stands before every path. */
  readonly base: string;
  readonly operations: readonly Operation[];
}

/** The operations of an API that are wanted, `GET /user`, out of its description: Swagger 2 or OpenAPI 3. Throws for one that it does not have. */
export function describedOf(api: JsonObject, wanted: readonly string[]): Operation[] {
  return wanted.map((name) => {
    const [method = '', path = ''] = name.split(' ');
    const operation = at(api, 'paths', path, method.toLowerCase());
    if (operation === undefined) throw new Error(`the description has no ${name}`);
    const parameters = [...list(api, 'paths', path, 'parameters'), ...list(operation, 'parameters')].map((one) => resolve(api, one));
    const sent = at(parameters.find((one) => text(one, 'in') === 'body'), 'schema') ?? at(operation, 'requestBody', 'content', 'application/json', 'schema');
    const status = Object.keys(object(operation, 'responses')).find((code) => /^2\d\d$/.test(code));
    return {
      method, path, query: parameters.filter((one) => text(one, 'in') === 'query').map((one) => text(one, 'name')).sort(), ...(sent !== undefined && { body: schemaOf(api, sent) }), status: Number(status),
    };
  });
}

function resolve(api: JsonObject, value: Json): Json {
  const ref = text(value, '$ref');
  return ref === '' ? value : (at(api, ...ref.replace('#/', '').split('/')) ?? null);
}

/** What a schema asks, without its words; objects are closed. */
function schemaOf(api: JsonObject, written: Json): JsonObject {
  const schema = resolve(api, written);
  const properties = object(schema, 'properties');
  const types = [text(schema, 'type') || 'object', ...(at(schema, 'nullable') === true ? ['null'] : [])];
  return {
    type: types.length === 1 ? types[0]! : types,
    ...(Array.isArray(at(schema, 'enum')) && { enum: at(schema, 'enum')! }),
    ...(isObject(at(schema, 'items')) && { items: schemaOf(api, at(schema, 'items')!) }),
    ...(types[0] === 'object' && { properties: Object.fromEntries(Object.entries(properties).map(([name, property]) => [name, schemaOf(api, property ?? null)])), required: list(schema, 'required').map(String), additionalProperties: false }),
  };
}
