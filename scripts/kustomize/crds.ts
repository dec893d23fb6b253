import { isObject } from '../lib/json.ts';
import { toJson } from '../lib/yaml/index.ts';
import type { Json, JsonObject } from '../model/json.ts';
import type { RawSpec } from './facts.ts';
import type { TransformerConfig } from './config.ts';
import { configFromData } from './config.ts';
import { failBuild } from './failure.ts';
import type { KNode, Spot } from './tree.ts';
import { asYaml } from './tree.ts';

/** References beyond this depth lead in a circle. */
const maxDepth = 100;

/**
 * A file of `crds`: not a CustomResourceDefinition, but Go's OpenAPI definitions of types, whose extensions say which
 * fields hold names, labels and annotations (api/internal/accumulator/loadconfigfromcrds.go).
 */
export function configOfCrds(root: KNode | undefined, spot: Spot): TransformerConfig {
  const value = root === undefined ? null : toJson(asYaml(root), 'sigs');
  const types = new Map<string, JsonObject>();
  for (const [name, definition] of Object.entries(isObject(value) ? value : {})) {
    if (!isObject(definition) && definition !== null) return failBuild(`a file of crds maps names of types to definitions with "Schema"; a CustomResourceDefinition is none`, spot);
    const schema = isObject(definition) ? pick(definition, 'schema') : undefined;
    types.set(name, isObject(schema) ? schema : {});
  }
  if (value === null || !isObject(value)) return failBuild('a file of crds maps names of types to definitions with "Schema"', spot);
  const data: Record<string, RawSpec[]> = { commonAnnotations: [], commonLabels: [], namePrefix: [], nameReference: [] };
  for (const [name, schema] of types) {
    const properties = propertiesOf(schema);
    if (!['kind', 'apiVersion', 'metadata'].every((key) => Object.hasOwn(properties, key))) continue;
    collect({ types, kind: name.slice(name.lastIndexOf('.') + 1), data, spot }, name, []);
  }
  return configFromData(data);
}

/** encoding/json matches the names of fields whatever their case. */
function pick(object: JsonObject, key: string): Json | undefined {
  const name = Object.keys(object).find((each) => each.toLowerCase() === key);
  return name === undefined ? undefined : object[name];
}

function propertiesOf(schema: JsonObject): JsonObject {
  const properties = schema['properties'];
  return isObject(properties) ? properties : {};
}

interface Walk {
  readonly types: ReadonlyMap<string, JsonObject>;
  readonly kind: string;
  readonly data: Record<string, RawSpec[]>;
  readonly spot: Spot;
}

function collect(walk: Walk, type: string, path: readonly string[]): void {
  if (path.length > maxDepth) failBuild(`the definitions of this file of crds refer to each other in a circle, through ${type}`, walk.spot);
  const schema = walk.types.get(type);
  for (const [name, property] of Object.entries(schema === undefined ? {} : propertiesOf(schema))) {
    if (!isObject(property)) continue;
    const extension = (key: string): string | undefined => {
      const found = pick(property, key);
      return typeof found === 'string' ? found : undefined;
    };
    const own = [...path, name];
    const add = (field: string, spec: RawSpec): void => void walk.data[field]?.push(spec);
    const spec: RawSpec = { kind: walk.kind, path: own.join('/') };
    if (extension('x-kubernetes-annotation') !== undefined) add('commonAnnotations', spec);
    if (extension('x-kubernetes-label-selector') !== undefined) add('commonLabels', spec);
    if (extension('x-kubernetes-identity') !== undefined) add('namePrefix', spec);
    const version = extension('x-kubernetes-object-ref-api-version');
    const kind = extension('x-kubernetes-object-ref-kind');
    if (version !== undefined && kind !== undefined) {
      add('nameReference', { kind, version, fieldSpecs: [{ kind: walk.kind, path: [...own, extension('x-kubernetes-object-ref-name-key') ?? 'name'].join('/') }] });
    }
    const ref = property['$ref'];
    if (typeof ref === 'string' && ref !== '') collect(walk, ref, own);
  }
}
