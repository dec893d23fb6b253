import facts from './facts/facts.json' with { type: 'json' };

/** A field spec as files hold it. */
export interface RawSpec {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly path?: string;
  readonly create?: boolean;
  readonly fieldSpecs?: readonly RawSpec[];
}

/** What the API publishes of its kinds; facts/generate.ts makes it. 0: nothing below merges. */
type RawSchema = 0 | string | [merge: number, keys: string[], element: RawSchema] | { [field: string]: RawSchema };

/** Where a strategic merge stands in the schema of a kind; undefined where nothing is known. */
export type Schema = Exclude<RawSchema, 0 | string> | undefined;

const kinds = new Map(Object.entries(facts.kinds as Record<string, RawSchema>));
const schemas = new Map(Object.entries(facts.schemas as unknown as Record<string, RawSchema>));
const clusterScoped = new Set(facts.clusterScoped);

function resolve(raw: RawSchema | undefined): Schema {
  let at = raw;
  for (let i = 0; typeof at === 'string' && i < 20; i++) at = schemas.get(at);
  return at === 0 || typeof at === 'string' ? undefined : at;
}

export function schemaOfKind(apiVersion: string, kind: string): Schema {
  return resolve(kinds.get(`${apiVersion} ${kind}`));
}

export function schemaOfField(schema: Schema, field: string): Schema {
  if (schema === undefined || Array.isArray(schema)) return undefined;
  return resolve(Object.hasOwn(schema, field) ? schema[field] : schema['*']);
}

export function schemaOfElement(schema: Schema): Schema {
  return Array.isArray(schema) ? resolve(schema[2]) : undefined;
}

/** The keys by which the items of a list merge: undefined for a list that is replaced, [] for one of plain values. */
export function mergeKeys(schema: Schema): readonly string[] | undefined {
  return Array.isArray(schema) && schema[0] === 1 ? schema[1] : undefined;
}

/** Whether Kustomize is certain that a kind has no namespace: it knows the built-in kinds of one Kubernetes version. */
export function isClusterScoped(apiVersion: string, kind: string): boolean {
  return clusterScoped.has(`${apiVersion} ${kind}`);
}

/** Kustomize's default field specs, by the name of the transformer's configuration field. */
export const defaultFieldSpecs = facts.fieldSpecs as unknown as Readonly<Record<string, readonly RawSpec[]>>;
