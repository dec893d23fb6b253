import { kindOrder } from './config.ts';
import { failBuild } from './failure.ts';
import { byBytes } from '../lib/by-bytes.ts';
import { knownFields, mapField, textField, textList } from './read.ts';
import type { Resource, ResId } from './resource.ts';
import { currentId } from './resource.ts';
import type { KMap } from './tree.ts';

export interface SortOptions {
  readonly order: 'legacy' | 'fifo';
  readonly kinds: ReadonlyMap<string, number>;
}

export const legacyOrder: SortOptions = { order: 'legacy', kinds: kindOrder };

export function readSortOptions(map: KMap): SortOptions {
  knownFields(map, 'sortOptions', ['order', 'legacySortOptions']);
  const order = textField(map, 'order');
  if (order !== 'legacy' && order !== 'fifo') return failBuild(`sortOptions.order is "legacy" or "fifo", not "${order}"`, map);
  const legacy = mapField(map, 'legacySortOptions');
  if (legacy === undefined) return { order, kinds: kindOrder };
  if (order === 'fifo') failBuild('sortOptions.legacySortOptions go with the order "legacy" only', legacy);
  knownFields(legacy, 'legacySortOptions', ['orderFirst', 'orderLast']);
  const first = textList(legacy, 'orderFirst');
  const last = textList(legacy, 'orderLast');
  return { order, kinds: new Map([...first.map(({ text }, i) => [text, i - first.length] as const), ...last.map(({ text }, i) => [text, i + 1] as const)]) };
}

const gvkKey = (id: ResId): string => `${id.group || '~G'}_${id.version || '~V'}_${id.kind || '~K'}`;
const idKey = (id: ResId): string => `${id.kind || '[noKind]'}.${id.version || '[noVer]'}.${id.group || '[noGrp]'}|${id.namespace || '~X'}|${id.name || '~N'}`;

/** SortOrderTransformer. */
export function sortResources(resources: readonly Resource[], options: SortOptions): Resource[] {
  if (options.order === 'fifo') return [...resources];
  const keyed = resources.map((resource) => {
    const id = currentId(resource);
    return { resource, id, order: options.kinds.get(id.kind) ?? 0, gvk: gvkKey(id), key: idKey(id) };
  });
  keyed.sort((a, b) => {
    if (a.id.group !== b.id.group || a.id.version !== b.id.version || a.id.kind !== b.id.kind) {
      if (a.order !== b.order) return a.order - b.order;
      if (a.id.kind === 'Namespace' && b.id.kind === 'Namespace' && (a.id.group === '' || b.id.group === '')) return byBytes(b.gvk, a.gvk);
      return byBytes(a.gvk, b.gvk);
    }
    return byBytes(a.key, b.key);
  });
  return keyed.map(({ resource }) => resource);
}
