import type { FieldSpec } from './config.ts';
import { failBuild } from './failure.ts';
import type { Resource } from './resource.ts';
import { apiVersionOf, kindOf, splitApiVersion } from './resource.ts';
import type { KMap, KNode, KSeq } from './tree.ts';
import { emptyMap, emptySeq, isNull, itemOf, scalar } from './tree.ts';

/** Where a field stands, so that its value can be replaced. */
export interface Slot {
  readonly value: KNode;
  set(value: KNode): void;
}

type Create = 'map' | 'scalar' | undefined;

/** Visits the fields of a resource that a spec names; api/filters/fieldspec. `create`: what to make where it may. */
export function visitSpec(resource: Resource, spec: FieldSpec, create: Create, visit: (slot: Slot) => void): void {
  if (spec.kind && spec.kind !== kindOf(resource)) return;
  if (spec.group || spec.version) {
    const { group, version } = splitApiVersion(apiVersionOf(resource));
    if ((spec.group && spec.group !== group) || (spec.version && spec.version !== version)) return;
  }
  const path = spec.parts;
  visitPath({ value: resource.root, set: () => undefined }, path, 0, spec.create === true ? create : undefined, visit);
}

export function visitSpecs(resource: Resource, specs: readonly FieldSpec[], create: Create, visit: (slot: Slot) => void): void {
  for (const spec of specs) visitSpec(resource, spec, create, visit);
}

function visitPath(slot: Slot, path: readonly string[], at: number, create: Create, visit: (slot: Slot) => void): void {
  const part = path[at];
  if (part === undefined) {
    visit(slot);
    return;
  }
  const node = slot.value;
  if (isNull(node)) return;
  if (node.type === 'seq') {
    visitList(node, path, at, create, visit);
    return;
  }
  if (node.type === 'scalar') failBuild(`a mapping or a list is expected here, on the way to ${path.join('/')}`, node);
  visitField(node as KMap, path, at, create, visit);
}

function visitList(list: KSeq, path: readonly string[], at: number, create: Create, visit: (slot: Slot) => void): void {
  for (let i = 0; i < list.items.length; i++) {
    const index = i;
    visitPath({ value: list.items[i] as KNode, set: (value) => void (list.items[index] = value) }, path, at, create, visit);
  }
}

function visitField(map: KMap, path: readonly string[], at: number, create: Create, visit: (slot: Slot) => void): void {
  const part = path[at] as string;
  const list = part.endsWith('[]');
  const name = list ? part.slice(0, -2) : part;
  if (name === '') failBuild('a field spec has an empty field name');
  // kyaml looks a field up as a path of its own, in which these are items of a list.
  if (/^(?:[-+]?\d+|[-*]|\[.*\])$/.test(name)) failBuild(`"${name}" in a field spec is an item of a list, but here is a mapping`, map);
  const last = at === path.length - 1;
  let item = itemOf(map, name);
  const kind = create === undefined || list ? undefined : last ? create : 'map';
  if (item === undefined) {
    if (kind === undefined) return;
    item = { key: scalar(name, '', 'plain', map), value: kind === 'map' ? emptyMap(map) : scalar('', '', 'plain', map) };
    map.items.push(item);
  } else if (isNull(item.value) && (kind !== undefined || list)) {
    if (kind === 'map') item.value = emptyMap(item.value);
    else if (list) item.value = emptySeq(item.value);
  }
  const found = item;
  visitPath({ value: found.value, set: (value) => void (found.value = value) }, path, at + 1, create, visit);
}
