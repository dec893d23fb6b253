import { defineRule } from '../../../model/rule.ts';
import type { Manifest } from '../../../model/manifest.ts';
import { below, text } from '../../../lib/read.ts';
import { unitKey } from '../../../lib/unit.ts';

const prune = 'kustomize.toolkit.fluxcd.io/prune';
const kept = new Set(['Namespace', 'PersistentVolumeClaim', 'PersistentVolume', 'apiextensions.k8s.io/CustomResourceDefinition']);

export default defineRule({
  meta: { summary: 'Only what must not be lost is kept from pruning', level: 'warn', source: 'CHECKS 28; devantler-tech/platform#3368' },
  *checkCluster(graph) {
    const byUnit = new Map<string, { all: number; first?: Manifest; count: number }>();
    for (const { manifest, object, kind } of graph.resources) {
      if (manifest.unit.kind !== 'Kustomization' || kept.has(kind)) continue;
      const unit = byUnit.get(unitKey(manifest.unit)) ?? { all: 0, count: 0 };
      byUnit.set(unitKey(manifest.unit), unit);
      unit.all++;
      if (text(object, 'metadata', 'annotations', prune) !== 'disabled') continue;
      unit.count++;
      unit.first ??= manifest;
    }
    for (const { all, count, first } of byUnit.values()) if (first !== undefined && count >= 3 && count * 2 > all) yield { manifest: first, pointer: below('/metadata/annotations', prune), message: `${count} of ${all} objects of Kustomization ${first.unit.name} stay when they are removed from git; keep that for what holds data` };
  },
});
