import { builtinDefinitions, isClusterScoped } from './facts.ts';
import type { Definitions, RawSchema } from './openapi.ts';

/** Where a strategic merge stands in the schema of a kind; undefined where nothing is known. */
export type Schema = Exclude<RawSchema, 0 | string> | undefined;

/** What a strategic merge asks of the API's schemas. */
export interface Schemas {
  ofKind(apiVersion: string, kind: string): Schema;
  ofField(schema: Schema, field: string): Schema;
  ofElement(schema: Schema): Schema;
}

/**
 * What one build knows of kinds. As in Kustomize there is one schema for all of it: the first kustomization with `openapi`
 * sets it for those that come behind, and the built-in one is there too where something asked for it before.
 */
export interface SchemaState {
  /** The schemas as they are now, for a merge. */
  use(): Schemas;
  /** Whether Kustomize is certain that a kind has no namespace. */
  isClusterScoped(apiVersion: string, kind: string): boolean;
  /** Whether `openapi` is set already, so that further ones do nothing. */
  isSet(): boolean;
  /** Sets `openapi`: a document, read when it is first needed, or nothing for the built-in version. */
  set(custom: (() => Definitions) | undefined): void;
}

function schemasOf(layers: readonly Definitions[]): Schemas {
  const find = (of: 'kinds' | 'schemas', key: string): RawSchema | undefined => {
    for (let i = layers.length - 1; i >= 0; i--) {
      const found = layers[i]?.[of].get(key);
      if (found !== undefined) return found;
    }
    return undefined;
  };
  const resolve = (raw: RawSchema | undefined): Schema => {
    let at = raw;
    for (let i = 0; typeof at === 'string' && i < 20; i++) at = find('schemas', at);
    return at === 0 || typeof at === 'string' ? undefined : at;
  };
  return {
    ofKind: (apiVersion, kind) => resolve(find('kinds', `${apiVersion} ${kind}`)),
    ofField: (schema, field) => {
      if (schema === undefined || isList(schema)) return undefined;
      return resolve(Object.hasOwn(schema, field) ? schema[field] : schema['*']);
    },
    ofElement: (schema) => (schema !== undefined && isList(schema) ? resolve(schema[2]) : undefined),
  };
}

const builtinSchemas = schemasOf([builtinDefinitions]);

type ListSchema = Extract<Schema, readonly unknown[]>;
const isList = (schema: Exclude<Schema, undefined>): schema is ListSchema => Array.isArray(schema);

/** The keys by which the items of a list merge: undefined for a list that is replaced, [] for one of plain values. */
export function mergeKeys(schema: Schema): readonly string[] | undefined {
  return schema !== undefined && isList(schema) && schema[0] === 1 ? schema[1] : undefined;
}

export function makeSchemaState(): SchemaState {
  const layers: Definitions[] = [];
  let schemas = builtinSchemas;
  let custom: (() => Definitions) | undefined;
  let set = false;
  let ready = false;
  // kyaml parses the built-in schema behind a custom one if a kind was asked for that it had to look up before.
  let builtin: 'unused' | 'wanted' | 'used' = 'unused';
  const use = (): Schemas => {
    if (ready) return schemas;
    ready = true;
    if (custom !== undefined) layers.push(custom());
    else if (builtin !== 'used') builtin = 'wanted';
    if (builtin === 'wanted') {
      layers.push(builtinDefinitions);
      builtin = 'used';
    }
    schemas = layers.length === 1 && layers[0] === builtinDefinitions ? builtinSchemas : schemasOf(layers);
    return schemas;
  };
  return {
    use,
    isClusterScoped(apiVersion, kind) {
      const key = `${apiVersion} ${kind}`;
      if (builtinDefinitions.kinds.has(key)) return isClusterScoped(key);
      if (!ready) {
        if (custom !== undefined) use();
        else if (builtin === 'unused') builtin = 'wanted';
      }
      return custom !== undefined && layers.some((layer) => layer.namespaced.get(key) === false);
    },
    isSet: () => set,
    set(document) {
      set = true;
      custom = document;
      ready = false;
    },
  };
}
