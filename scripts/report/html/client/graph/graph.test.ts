import { describe, expect, it } from 'vitest';
import type { PageData, PageUnit } from '../../data.ts';
import { layout, type Box } from './layout.ts';
import { subjects } from './subjects.ts';
import { treeOf } from './tree.ts';

const cluster = { name: 'prod', entry: 'clusters/prod', kubernetes: '1.35', flux: '2.9', manifests: 1, outcomes: {}, found: { error: 0, warn: 0, info: 0 }, placeholders: [] };
const unit = (name: string, owner: number, more: Partial<PageUnit> = {}): PageUnit => ({ cluster: 0, kind: 'Kustomization', namespace: 'flux-system', name, outcome: 'rendered', owner, needs: [], manifests: 1, ...more });
const data: PageData = {
  title: '', verdict: '', state: 'ok', facts: [], clusters: [cluster], topics: [], images: [], changes: [], stopped: [], changed: [], notChecked: [], rules: {}, cut: [],
  units: [unit('flux-system', -1), unit('apps', 0), unit('web', 1, { kind: 'HelmRelease', namespace: 'shop', outcome: 'failed' }), unit('late', 0, { outcome: 'blocked' })],
  kinds: ['Kustomization', 'HelmRelease', 'ConfigMap'],
  objects: [{ unit: 0, kind: 0, namespace: 'flux-system', name: 'apps' }, { unit: 1, kind: 1, namespace: 'shop', name: 'web' }, { unit: 1, kind: 2, namespace: 'shop', name: 'values' }],
  links: [[1, 2, 0]], references: ['valuesFrom'],
};
const known = subjects(data);
const all = { clusters: data.clusters, units: data.units, subjects: known, cluster: -1, owner: -1, hiddenOutcomes: new Set<string>(), unfolded: new Set<number>(), mostObjects: 10 };
const drawn = (boxes: readonly Box[]) => boxes.map(({ id, parent, label, sub }) => [id, parent?.id, `${label}: ${sub}`]);
const sizes = { boxWidth: 100, gap: 10, between: 50 };

describe('subjects', () => {
  it('the object of a unit is the unit', () => {
    expect([known.objectsOf(0), known.objectsOf(1), known.unitsOf(0), known.unitsOf(1)]).toEqual([[], [2], [1, 3], [2]]);
    expect([known.refersTo('u2'), known.referredBy('o2')]).toEqual([[['o2', 'valuesFrom']], [['u2', 'valuesFrom']]]);
  });

  it('are found by all words of their name, the nearest first, then units', () => {
    expect([known.find(['shop']), known.find(['shop', 'values']), known.find(['none']), known.find(['s']), known.find(['val'])]).toEqual([['u2', 'o2'], ['o2'], [], ['u0', 'u1', 'u2', 'u3', 'o2'], ['o2']]);
    expect([known.name('u2'), known.name('o2'), known.name('c0'), known.cluster('o2')]).toEqual(['HelmRelease shop/web', 'ConfigMap shop/values', 'prod', 0]);
  });
});

describe('tree', () => {
  it('is who applies whom', () => {
    const { boxes, units, roots } = treeOf(all);
    expect(drawn(boxes)).toEqual([
      ['c0', undefined, 'prod: Kubernetes 1.35'], ['u0', 'c0', 'flux-system: Kustomization, 1 object'], ['u1', 'u0', 'apps: Kustomization, 1 object'],
      ['u2', 'u1', 'web: HelmRelease, failed'], ['u3', 'u0', 'late: Kustomization, blocked'],
    ]);
    expect([units, roots.length]).toEqual([4, 1]);
  });

  it('holds what the filters leave, and what applies it', () => {
    const ids = (more: object) => treeOf({ ...all, ...more }).boxes.map(({ id }) => id);
    expect(ids({ hiddenOutcomes: new Set(['rendered', 'blocked']) })).toEqual(['c0', 'u0', 'u1', 'u2']);
    expect(ids({ owner: 1 })).toEqual(['c0', 'u0', 'u1', 'u2']);
    expect(ids({ cluster: 1 })).toEqual([]);
    expect(ids({ unfolded: new Set([1]) })).toEqual(['c0', 'u0', 'u1', 'u2', 'o2', 'u3']);
    expect(ids({ unfolded: new Set([1]), mostObjects: 0 })).toEqual(['c0', 'u0', 'u1', 'u2', 'm1', 'u3']);
  });

  it('ends where units apply each other', () => {
    const units = [unit('a', -1), unit('b', 2), unit('c', 1)];
    expect(treeOf({ ...all, units, subjects: subjects({ ...data, units }) }).boxes.map(({ id }) => id)).toEqual(['c0', 'u0']);
  });
});

describe('layout', () => {
  const grown = (children: number, deeper = 0) => {
    const units = [unit('root', -1), ...Array.from({ length: children }, (_, at) => unit(`n${at}`, 0)), ...Array.from({ length: deeper }, (_, at) => unit(`m${at}`, at + 1))];
    return treeOf({ ...all, units, subjects: subjects({ ...data, units, objects: [], links: [] }) });
  };

  it('puts children right of what applies them, below each other', () => {
    const { roots, boxes } = grown(3);
    expect(layout(roots, 1.2, false, sizes)).toEqual({ width: 400, height: 140 });
    expect(boxes.map(({ x, y }) => [x, y])).toEqual([[0, 0], [150, 0], [300, 0], [300, 50], [300, 100]]);
  });

  it('puts them below, indented, where there is no room', () => {
    const { roots, boxes } = grown(2);
    layout(roots, 1.2, true, sizes);
    expect(boxes.map(({ x, y }) => [x, y])).toEqual([[0, 0], [26, 50], [52, 100], [52, 150]]);
  });

  it.each([[500, 0, 1.2], [500, 250, 1.2], [500, 500, 0.5], [5_000, 0, 1.5]])('%i units, %i below them, come near to a form of %f, and none covers another', (children, deeper, form) => {
    const { roots, boxes } = grown(children, deeper);
    const { width, height } = layout(roots, form, false, sizes);
    expect(width / height / form).toBeGreaterThan(0.8);
    expect(width / height / form).toBeLessThan(1.35);
    for (const box of boxes) {
      expect(box.x + 100 <= width && box.y + box.height <= height).toBe(true);
    }
    const sorted = [...boxes].sort((a, b) => a.y - b.y || a.x - b.x);
    sorted.forEach((box, at) => {
      const next = sorted[at + 1];
      if (next !== undefined && next.y === box.y) expect(next.x - box.x).toBeGreaterThanOrEqual(100);
    });
  });
});
