import type { PageCluster, PageUnit } from '../../data.ts';
import type { Box } from './layout.ts';
import type { Subjects } from './subjects.ts';

export interface TreeOptions {
  readonly clusters: readonly PageCluster[];
  readonly units: readonly PageUnit[];
  readonly subjects: Subjects;
  /** Index of the cluster, or the unit, that it is narrowed to; -1 for all. */
  readonly cluster: number;
  readonly owner: number;
  readonly hiddenOutcomes: ReadonlySet<string>;
  /** Units whose objects are shown. */
  readonly unfolded: ReadonlySet<number>;
  readonly mostObjects: number;
}

export interface Tree {
  readonly roots: readonly Box[];
  /** All boxes, those of a tree before what is below them. */
  readonly boxes: readonly Box[];
  readonly byId: ReadonlyMap<string, Box>;
  /** How many units are in it. */
  readonly units: number;
}

/** The boxes of the units that the filters leave, with those that apply them, by who applies whom. */
export function treeOf({ clusters, units, subjects, cluster, owner, hiddenOutcomes, unfolded, mostObjects }: TreeOptions): Tree {
  const [high, small, deepest] = [40, 28, 50];
  const keep = new Set<number>();
  units.forEach((unit, at) => {
    if ((cluster >= 0 && unit.cluster !== cluster) || hiddenOutcomes.has(unit.outcome)) return;
    let inside = owner < 0 || at === owner;
    const line = [at];
    for (let up = unit.owner; up >= 0 && line.length < deepest; up = units[up]?.owner ?? -1) {
      line.push(up);
      inside ||= up === owner;
    }
    if (inside) for (const one of line) keep.add(one);
  });
  const below = new Map<number, number[]>();
  for (const at of keep) {
    const up = units[at]?.owner ?? -1;
    const list = below.get(up);
    if (list === undefined) below.set(up, [at]);
    else list.push(at);
  }

  const byId = new Map<string, Box>();
  const box = (id: string, sort: Box['sort'], label: string, sub: string, parent: Box | undefined, outcome = '', worst: Box['worst'] = undefined): Box => {
    const one: Box = { id, sort, label, sub, parent, outcome, worst, children: [], height: sort === 'object' ? small : high, x: 0, y: 0, wide: 0, tall: 0, frame: undefined };
    parent?.children.push(one);
    byId.set(id, one);
    return one;
  };
  const add = (at: number, parent: Box, depth: number): void => {
    const unit = units[at];
    if (unit === undefined || byId.has(`u${at}`) || depth > deepest) return;
    const own = box(`u${at}`, 'unit', unit.name, unit.outcome !== 'rendered' ? `${unit.kind}, ${unit.outcome}` : (unit.chart ?? `${unit.kind}, ${unit.manifests} object${unit.manifests === 1 ? '' : 's'}`), parent, unit.outcome, unit.worst);
    for (const child of below.get(at) ?? []) add(child, own, depth + 1);
    if (!unfolded.has(at)) return;
    const all = subjects.objectsOf(at);
    for (const object of all.slice(0, mostObjects)) box(`o${object}`, 'object', subjects.object(object)?.name ?? '', subjects.kind(object), own, '', subjects.object(object)?.worst);
    if (all.length > mostObjects) box(`m${at}`, 'object', `${all.length - mostObjects} more objects`, '', own);
  };
  const roots = clusters.flatMap((one, c) => {
    const tops = (below.get(-1) ?? []).filter((at) => units[at]?.cluster === c);
    if (tops.length === 0) return [];
    const root = box(`c${c}`, 'cluster', one.name, `Kubernetes ${one.kubernetes}`, undefined);
    for (const at of tops) add(at, root, 0);
    return [root];
  });
  return { roots, boxes: [...byId.values()], byId, units: keep.size };
}
