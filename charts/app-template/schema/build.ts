/** Small words to write a JSON schema with. Draft 7: what Helm, ajv and the YAML language server all read. */

/** A JSON schema. */
export type Schema = { readonly [keyword: string]: unknown };

/** More keywords: default, examples, enum, pattern … */
type More = Schema;

export const text = (description: string, more: More = {}): Schema => ({ type: 'string', description, ...more });
export const int = (description: string, more: More = {}): Schema => ({ type: 'integer', description, ...more });
export const bool = (description: string, more: More = {}): Schema => ({ type: 'boolean', description, ...more });
export const intOrText = (description: string, more: More = {}): Schema => ({ type: ['integer', 'string'], description, ...more });
export const oneOf = (description: string, values: readonly unknown[], more: More = {}): Schema => ({ enum: values, description, ...more });
export const list = (description: string, items: Schema, more: More = {}): Schema => ({ type: 'array', description, items, ...more });
/** Keys that the user chooses. */
export const map = (description: string, values: Schema, more: More = {}): Schema => ({ type: 'object', description, additionalProperties: values, ...more });
/** Keys that the chart knows; others are refused. */
export const keys = (description: string, properties: Record<string, Schema>, more: More = {}): Schema =>
  ({ type: 'object', description, properties, additionalProperties: false, ...more });
/** An entry of a map, which `null` switches off. */
export const entry = (description: string, properties: Record<string, Schema>, more: More = {}): Schema =>
  keys(description, properties, { type: ['object', 'null'], ...more });
/** A structure that belongs to another API, checked there. */
export const free = (description: string, more: More = {}): Schema => ({ type: 'object', description, ...more });
export const ref = (name: string, description?: string, more: More = {}): Schema =>
  ({ $ref: `#/definitions/${name}`, ...(description === undefined ? {} : { description }), ...more });
/** `when` holds: then the object must also be as `then` says. */
export const rule = (when: Schema, then: Schema, otherwise?: Schema): Schema =>
  ({ if: when, then, ...(otherwise === undefined ? {} : { else: otherwise }) });
export const has = (key: string, value: unknown): Schema => ({ properties: { [key]: { const: value } }, required: [key] });
/** Exactly one of these keys. */
export const exactlyOne = (...names: string[]): Schema => ({ oneOf: names.map((name) => ({ required: [name] })) });
