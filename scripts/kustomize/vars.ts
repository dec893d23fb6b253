import type { TransformerConfig } from './config.ts';
import { failBuild } from './failure.ts';
import type { Slot } from './fieldspec.ts';
import { visitSpec } from './fieldspec.ts';
import { knownFields, mapField, textField } from './read.ts';
import { lookup, smartSplit } from './paths.ts';
import type { Resource } from './resource.ts';
import { currentId, idText, makeId, previousIds, sameId, scopes } from './resource.ts';
import { stepSpot } from './steps.ts';
import { goFloat } from './structs.ts';
import type { KMap, KNode, KScalar } from './tree.ts';
import { isNilOrEmpty, isNull, scalar, settled, tagOf } from './tree.ts';

export interface Var {
  readonly name: string;
  readonly fieldPath: string;
  readonly spot: KMap;
}

/** ResAccumulator.MergeVars: finds what each var of a kustomization reads, while the objects still have these names. */
export function addVars(entries: readonly KMap[], resources: readonly Resource[], vars: Map<string, Var>): void {
  const own = new Map<string, Var>();
  for (const entry of entries) {
    knownFields(entry, 'a var', ['name', 'objref', 'fieldref']);
    const name = textField(entry, 'name');
    const object = mapField(entry, 'objref');
    const field = mapField(entry, 'fieldref');
    if (object !== undefined) knownFields(object, 'objref', ['apiVersion', 'group', 'version', 'kind', 'name', 'namespace']);
    if (field !== undefined) knownFields(field, 'fieldref', ['fieldPath']);
    const text = (key: string): string => (object === undefined ? '' : textField(object, key));
    const apiVersion = text('apiVersion') !== '' ? text('apiVersion') : text('group') === '' ? text('version') : `${text('group')}/${text('version')}`;
    const id = makeId(apiVersion, text('kind'), text('name'), text('namespace'), scopes(resources));
    const whole = id.namespace !== '' || id.clusterScoped;
    const matches = resources.filter((resource) => !isNilOrEmpty(resource.root) && [...previousIds(resource), currentId(resource)].some((other) =>
      other.name === id.name && other.kind === id.kind && other.group === id.group && other.version === id.version && (!whole || sameId(other, id))));
    if (matches.length > 1) failBuild(`the var ${name} fits several objects: ${matches.map((each) => idText(currentId(each))).join(', ')}`, entry);
    matches[0]?.vars.push(name);
    own.set(`${name}\0${own.size}`, { name, fieldPath: (field === undefined ? '' : textField(field, 'fieldPath')) || 'metadata.name', spot: entry });
  }
  mergeVars(vars, own.values());
}

export function mergeVars(vars: Map<string, Var>, more: Iterable<Var>): void {
  for (const each of more) {
    if (vars.has(each.name)) failBuild(`the var ${each.name} is defined twice`, each.spot);
    vars.set(each.name, each);
  }
}

type Value = { readonly text: string; readonly inside: string; readonly tag: string; readonly from: KScalar };

/** ResAccumulator.ResolveVars: `$(NAME)` in the fields that the configuration lists. */
export function resolveVars(resources: readonly Resource[], vars: ReadonlyMap<string, Var>, config: TransformerConfig): void {
  if (vars.size === 0) return;
  const values = new Map<string, Value>();
  for (const each of [...vars.values()].sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const value = valueOf(each, resources);
    if (value !== undefined) values.set(each.name, value);
  }
  for (const resource of resources) {
    for (const spec of config.varReference) visitSpec(resource, { path: spec.path, parts: spec.parts, group: spec.group ?? '', version: spec.version ?? '', kind: spec.kind ?? '' }, undefined, (slot) => expandSlot(slot, values));
  }
}

/** kyaml's GetFieldValue. Undefined for mappings and lists, whose vars Kustomize leaves as they are. */
function valueOf(each: Var, resources: readonly Resource[]): Value | undefined {
  const resource = resources.find((other) => other.vars.includes(each.name));
  if (resource === undefined) return failBuild(`the var ${each.name} reads from an object that is not there`, each.spot);
  const node = lookup(resource.root, smartSplit(each.fieldPath).flatMap(withIndex), each.spot);
  if (node === undefined) return failBuild(`${idText(currentId(resource))} has no field ${each.fieldPath} for the var ${each.name}`, each.spot);
  if (node.type !== 'scalar') return undefined;
  const tag = tagOf(node);
  const text = (inField: string, inside = inField): Value => ({ text: inField, inside, tag: ['!!int', '!!float', '!!bool'].includes(tag) ? tag : '!!str', from: node });
  const number = Number(node.text);
  if (tag === '!!int' && /^[-+]?\d+$/.test(node.text)) return text(String(BigInt(node.text.replace('+', ''))));
  if (tag === '!!bool') return text(node.text.toLowerCase());
  if (tag === '!!float' && Number.isFinite(number) && node.text.trim() !== '') return text(decimal(number), goFloat(number));
  if (tag === '!!int' || tag === '!!float') return failBuild(`the var ${each.name} reads ${each.fieldPath}, whose number ${node.text} Kustomize cannot read there`, each.spot);
  return text(node.text);
}

/** strconv.FormatFloat(value, 'f', -1, 64). */
function decimal(value: number): string {
  const text = String(value);
  const [, sign = '', whole = '', fraction = '', exponent] = /^(-?)(\d+)(?:\.(\d+))?e([-+]\d+)$/.exec(text) ?? [];
  if (exponent === undefined) return text;
  const shift = Number(exponent);
  const digits = whole + fraction;
  const point = whole.length + shift;
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return `${sign}${digits.slice(0, point).padEnd(point, '0')}${point < digits.length ? `.${digits.slice(point)}` : ''}`;
}

/** kyaml's convertSliceIndex: `ports[0]` as the field and the index. */
function withIndex(part: string): string[] {
  const [, field, index] = /^(.*)\[(\d+)\]$/.exec(part) ?? [];
  if (index === undefined) return [part];
  return field === '' || field === undefined ? [index] : [field, index];
}

function expandSlot(slot: Slot, values: ReadonlyMap<string, Value>): void {
  const node = slot.value;
  if (isNull(node)) return;
  if (node.type === 'scalar') {
    if (tagOf(node) === '!!str') slot.set(expand(node, values));
  } else if (node.type === 'map') {
    for (const item of node.items) if (item.value.type === 'scalar' && tagOf(item.value) === '!!str') item.value = expand(item.value, values);
  } else {
    node.items = node.items.map((item: KNode) => (item.type === 'scalar' && tagOf(item) === '!!str' ? expand(item, values) : failBuild('only texts can hold vars here', item)));
  }
}

/** refvar.DoReplacements: `$(NAME)`, and `$$` for a dollar; a field that is one var only takes its type. */
function expand(node: KScalar, values: ReadonlyMap<string, Value>): KScalar {
  const { text } = node;
  // Every text is set anew, and loses its style, which in a folded one would gain breaks.
  if (!text.includes('$')) return node.style === 'folded' ? { ...node, style: 'literal' } : node;
  const whole = /^\$\(([^)]*)\)$/.exec(text);
  const only = whole === null ? undefined : values.get(whole[1] ?? '');
  if (only !== undefined) return settled(scalar(only.text, only.tag, 'plain', stepSpot({ kind: 'var', spot: node, name: whole?.[1] ?? '' }, node, only.from)), only.tag, undefined);
  let used: Value | undefined;
  const expanded = text.replace(/\$(\$|\(([^)]*)\))/g, (match, inner: string, name: string | undefined) => {
    if (inner === '$') return '$';
    const value = values.get(name ?? '');
    if (value === undefined) return match;
    used = value;
    return value.inside;
  });
  if (expanded === text) return node;
  return scalar(expanded, '!!str', 'plain', stepSpot({ kind: 'var', spot: node }, node, used?.from));
}
