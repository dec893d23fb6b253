import { equalJson } from '../../../lib/equal.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';
import { isOnlyMade } from '../../../lib/unit.ts';
import type { Left, Pair } from '../../../model/change.ts';
import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Changes take effect', level: 'warn', source: 'structured-merge-diff: a field that nobody applied stays; kubernetes defaults.go; fluxcd/pkg/ssa shouldSkipApply' },
  *checkChange({ pairs }) {
    for (const pair of pairs) {
      const { before, after } = pair;
      if (isOnlyMade(after.manifest) && !equalJson(before.object, after.object)) yield { manifest: after.manifest, pointer: '/metadata', message: `${showRef(after.ref)} is marked ssa: IfNotPresent: Flux makes it where it is absent, and leaves it as it is where it exists; give it another name, or take the mark off` };
      // What is refused has no effect at all. A pair that comes out unchanged may be one of which nothing takes effect.
      if (pair.refusals().some(({ left }) => left !== undefined)) continue;
      for (const left of pair.left()) {
        const message = messageOf(left, pair);
        if (message !== undefined) yield { manifest: pair.after.manifest, pointer: left.pointer, message };
      }
    }
  },
});

/** How a node pulls an image hardly matters once the image is named; what it follows from is told with the image. */
const told = /(?:^|\.)imagePullPolicy$/;

function messageOf({ field, stays, wanted }: Left, { after }: Pair): string | undefined {
  if (told.test(field)) return undefined;
  const stay = `${field} stays ${JSON.stringify(stays)}`;
  if (field === 'spec.clusterIP') return stays === 'None' ? `${stay}: a Service keeps its address, or that it has none, for as long as it exists; delete ${showRef(after.ref)} first, or make one of another name` : undefined;
  // Either name is a copy of the other.
  if (field.endsWith('.serviceAccount')) return undefined;
  if (field.endsWith('.serviceAccountName')) return `${stay}: the server keeps a copy of it under its old name, from which it comes back; write serviceAccountName: default`;
  return `${stay}, as the server filled it in before; what is now in git would give ${wanted === undefined ? 'nothing' : JSON.stringify(wanted)}; write ${field} in git`;
}
