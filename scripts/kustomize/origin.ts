import type { Origin, OriginOf, OriginStep } from '../model/origin.ts';
import { pointerTokens } from '../lib/json.ts';
import { narrowed } from '../lib/source-origin.ts';
import { spotPlace } from './place.ts';
import type { Resource } from './resource.ts';
import { isStep } from './steps.ts';
import type { DataSource, KNode, Spot } from './tree.ts';
import { fieldOf } from './tree.ts';

/** Where the fields of a built object come from. Walks the tree only when asked. */
export function originsOf(resource: Resource): OriginOf {
  const { root, via } = resource;
  return (pointer, part) => {
    const { node, key, complete } = nodeAt(root, pointer);
    // A map or list is found by its key, which is the line above its first entry.
    const found = describe(key !== undefined && node.type !== 'scalar' && key.source === node.source ? key : node.type === 'scalar' ? narrowed(node, part) : node);
    const steps = [...found.steps, ...via.flatMap((spot) => viaStep(spot))];
    return { steps, certainty: steps[0]?.place === undefined ? 'file' : complete ? found.certainty : 'probably' };
  };
}

/** The node at a pointer, or the last one on the way to it. */
function nodeAt(root: KNode, pointer: string): { node: KNode; key: KNode | undefined; complete: boolean } {
  let node: KNode = root;
  let key: KNode | undefined;
  for (const token of pointerTokens(pointer)) {
    const next: KNode | undefined = node.type === 'map' ? fieldOf(node, token) : node.type === 'seq' && /^\d+$/.test(token) ? node.items[Number(token)] : undefined;
    if (next === undefined) return { node, key, complete: false };
    key = node.type === 'map' ? node.items.find(({ value }) => value === next)?.key : undefined;
    node = next;
  }
  return { node, key, complete: true };
}

function viaStep(spot: Spot): OriginStep[] {
  const { place } = spotPlace(spot);
  return place === undefined ? [] : [{ kind: 'resource', place }];
}

function describe(node: KNode): Origin {
  const { source } = node;
  if ('base' in source && isStep(source)) {
    const before = source.before === undefined ? undefined : describe(source.before);
    const from = source.from === undefined || source.step === 'replacement' ? undefined : describe(source.from);
    if (source.step === 'nameReference') {
      const own: OriginStep = { kind: 'nameReference', ...(from?.steps[0]?.place !== undefined && { place: from.steps[0].place }), ...(source.name !== undefined && { name: source.name }) };
      return { steps: [...(before?.steps ?? []), own], certainty: before?.certainty ?? 'file' };
    }
    const read = source.from === undefined || source.step !== 'replacement' ? undefined : describe(source.from);
    if (read !== undefined) return { steps: [...read.steps, { kind: 'replacement' }, ...(before?.steps ?? [])], certainty: read.certainty };
    const own = at(node, source.step, source.name);
    return { steps: [...own.steps, ...(before?.steps ?? [])], certainty: own.certainty };
  }
  return at(node, 'resource', undefined);
}

function at(spot: Spot, kind: OriginStep['kind'], name: string | undefined): Origin {
  const { place, exact } = spotPlace(spot);
  const label = name === undefined ? {} : { name };
  const data = dataOf(spot);
  if (data !== undefined) {
    const origin = data.originOf(data.pointer);
    const [first, ...rest] = origin.steps;
    return { steps: [{ kind, ...label, ...(first?.place !== undefined && { place: first.place }) }, ...(first === undefined ? [] : [first]), ...rest], certainty: origin.certainty };
  }
  return { steps: [{ kind, ...(place !== undefined && { place }), ...label }], certainty: place === undefined ? 'file' : exact ? 'exact' : 'file' };
}

function dataOf(spot: Spot): DataSource | undefined {
  let source = spot.source;
  while ('base' in source || 'inside' in source) {
    if ('base' in source) source = source.base as typeof source;
    else return undefined;
  }
  return 'originOf' in source ? (source as DataSource) : undefined;
}

