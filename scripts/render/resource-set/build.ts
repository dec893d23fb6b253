import { atPointer, getKey, isObject, pointerToken, pointerTokens } from '../../lib/json.ts';
import { startWork, type Rendered } from '../../helm/text.ts';
import { groupOf, list, object, objects, refOf, text } from '../../lib/object.ts';
import { encodeYaml } from '../../lib/yaml/encode.ts';
import { parseYaml, toJson } from '../../lib/yaml/index.ts';
import type { UnitId } from '../../model/ids.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { OriginOf } from '../../model/origin.ts';
import { append, remember, unitStep } from '../origin.ts';
import { compileTemplate } from './template.ts';

/** What a ResourceSet makes; or why it cannot, in flux-operator's words, and where that is written. */
export type Built = { readonly manifests: readonly Manifest[] } | { readonly error: string; readonly pointer: string };

interface Made {
  readonly object: JsonObject;
  /** Of the template that made it, in the ResourceSet. */
  readonly pointer: string;
}

const group = 'fluxcd.controlplane.io';

/** The objects of a ResourceSet for its sets of inputs, step after step (flux-operator internal/builder/resourceset.go). */
export function buildResources(flux: Manifest, id: UnitId, sets: readonly JsonObject[]): Built {
  const spec = object(flux.object, 'spec');
  const steps = objects(spec, 'steps');
  if (steps.length > 0 && (list(spec, 'resources').length > 0 || text(spec, 'resourcesTemplate') !== '')) return { error: 'spec.steps is mutually exclusive with spec.resources and spec.resourcesTemplate', pointer: '/spec/steps' };
  // Its templates are bounded together: there may be many sets of inputs.
  startWork();
  const made: Made[] = [];
  const stepOf = new Map<string, string>();
  for (const [pointer, part] of steps.length === 0 ? [['/spec', spec] as const] : steps.map((step, i) => [`/spec/steps/${i}`, step] as const)) {
    const built = buildStep(part, pointer, sets);
    if ('error' in built) return built;
    for (const one of built) {
      const key = keyOf(one.object);
      const name = text(part, 'name');
      const before = stepOf.get(key);
      if (before !== undefined && before !== name) return { error: `duplicate resource ${showRef(one.object)} in step "${name}", already defined in step "${before}"`, pointer: one.pointer };
      stepOf.set(key, name);
      made.push(one);
    }
  }
  return { manifests: made.map((one) => manifestOf(flux, id, one)) };
}

function buildStep(part: JsonObject, at: string, sets: readonly JsonObject[]): Made[] | { readonly error: string; readonly pointer: string } {
  const made: Made[] = [];
  const keys = new Set<string>();
  const add = (body: JsonObject, pointer: string): void => {
    // Without inputs nothing is left out and nothing is taken for the same.
    if (sets.length > 0 && (text(body, 'metadata', 'annotations', `${group}/reconcile`) === 'disabled' || keys.has(keyOf(body)))) return;
    keys.add(keyOf(body));
    made.push({ object: body, pointer });
  };
  for (const [i, template] of list(part, 'resources').entries()) {
    const pointer = `${at}/resources/${i}`;
    const render = compileTemplate(encodeYaml(template));
    for (const inputs of sets.length === 0 ? [{}] : sets) {
      const found = read(render(inputs));
      if (typeof found === 'string') return { error: `failed to build resources[${i}]: ${found}`, pointer };
      if (found[0] !== undefined) add(found[0], pointer);
    }
  }
  const source = text(part, 'resourcesTemplate');
  const pointer = `${at}/resourcesTemplate`;
  const render = compileTemplate(source);
  for (const inputs of source === '' ? [] : sets.length === 0 ? [{}] : sets) {
    const found = read(render(inputs));
    if (typeof found === 'string') return { error: `failed to build resources: ${found}`, pointer };
    for (const body of found) add(body, pointer);
  }
  return made;
}

/** The objects that a template makes of one set of inputs (fluxcd/pkg/ssa/utils ReadObjects); a List stands for its items. */
function read(rendered: Rendered): JsonObject[] | string {
  if (!rendered.ok) return `failed to execute template: ${rendered.error}`;
  const { documents, errors } = parseYaml(rendered.text, 'resourceset');
  if (errors[0] !== undefined) return `failed to read object: ${errors[0].message}`;
  const found: JsonObject[] = [];
  for (const { root } of documents) {
    const value = root === undefined ? null : toJson(root, 'sigs');
    if (value === null) continue;
    if (!isObject(value) || text(value, 'kind') === '') return `failed to read object: Object 'Kind' is missing in '${JSON.stringify(value)}'`;
    found.push(...(text(value, 'kind').endsWith('List') && Array.isArray(value['items']) ? objects(value, 'items') : [value]));
  }
  return found;
}

function manifestOf(flux: Manifest, id: UnitId, { object: body, pointer }: Made): Manifest {
  const metadata = { ...object(body, 'metadata') };
  const added = new Map<string, string>();
  const { name, namespace } = id;
  const owner = { [`resourceset.${group}/name`]: name, [`resourceset.${group}/namespace`]: namespace };
  for (const [field, values] of [['labels', { ...owner, ...object(flux.object, 'spec', 'commonMetadata', 'labels') }], ['annotations', object(flux.object, 'spec', 'commonMetadata', 'annotations')]] as const) {
    if (Object.keys(values).length === 0) continue;
    metadata[field] = { ...object(metadata, field), ...values };
    for (const key of Object.keys(values)) added.set(`/metadata/${field}/${pointerToken(key)}`, key in owner ? '/metadata/name' : `/spec/commonMetadata/${field}/${pointerToken(key)}`);
  }
  const originOf: OriginOf = remember((at) => append(flux.originOf(added.get(at) ?? `${pointer}${existing(atPointer(flux.object, pointer), at)}`), unitStep(id, flux)));
  return { object: { ...body, metadata }, unit: id, originOf };
}

/** The longest part of a pointer that the template itself has: what it makes mostly has its form. */
function existing(template: Json | undefined, pointer: string): string {
  let here = template;
  let known = '';
  for (const token of pointerTokens(pointer)) {
    here = Array.isArray(here) ? here[Number(token)] : isObject(here) ? getKey(here, token) : undefined;
    if (here === undefined) break;
    known += `/${pointerToken(token)}`;
  }
  return known;
}

function keyOf(body: JsonObject): string {
  const { apiVersion, kind, namespace, name } = refOf(body);
  return `${groupOf(apiVersion)}/${kind}/${namespace}/${name}`;
}

function showRef(body: JsonObject): string {
  const { kind, namespace, name } = refOf(body);
  return `${kind}/${namespace === '' ? '' : `${namespace}/`}${name}`;
}
