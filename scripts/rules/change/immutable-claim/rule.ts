import { showRef } from '../../../lib/kubernetes/kind.ts';
import { get, text } from '../../../lib/read.ts';
import type { ClusterChange, Pair } from '../../../model/change.ts';
import type { Graph } from '../../../model/graph.ts';
import type { Hit } from '../../../model/rule.ts';
import type { Manifest } from '../../../model/manifest.ts';
import { defineRule } from '../../../model/rule.ts';
import { defaultClasses } from '../owners.ts';
import { refusals, stopped, tell } from '../refusals.ts';

const kinds = new Set(['PersistentVolumeClaim']);
const storageClass = 'storage.k8s.io/StorageClass';

export default defineRule({
  meta: { summary: 'Volume claims keep their class and never shrink', level: 'error', source: 'CHECKS 33; helm/community#123' },
  *checkChange(change) {
    yield* refusals(change, (kind) => kinds.has(kind), { instead: 'make a claim of another name and move the data', loss: 'the data goes with it' }, (refusal, pair) => (namesItsDefault(refusal.field, pair, change.base) ? undefined : tell(refusal)));
    yield* cannotGrow(change);
  },
});

/** A class that only says what the server had filled in is no change. */
function namesItsDefault(field: string, { before, after }: Pair, base: Graph): boolean {
  const [only, ...more] = defaultClasses(base);
  return field === 'spec.storageClassName' && text(before.object, 'spec', 'storageClassName') === undefined && more.length === 0 && only !== undefined && only.name === text(after.object, 'spec', 'storageClassName');
}

/** Upstream: plugin/pkg/admission/storage/persistentvolume/resize: a claim grows where its class lets it, and never without a class. */
function* cannotGrow({ pairs, base }: ClusterChange): Iterable<Hit & { readonly manifest: Manifest }> {
  for (const { before, after, changed, fields, refusals: refused } of pairs) {
    const pointer = '/spec/resources/requests/storage';
    if (!changed || !kinds.has(after.kind) || refused().length > 0 || !fields().some((field) => field.pointer === pointer)) continue;
    const defaults = defaultClasses(base);
    const name = text(before.object, 'spec', 'storageClassName') ?? (defaults.length === 1 ? defaults[0]!.name : undefined);
    const own = name === undefined || name === '' ? undefined : base.get(storageClass, '', name);
    if (name !== '' && (own === undefined || get(own.object, 'allowVolumeExpansion') === true)) continue;
    const why = name === '' ? 'a claim with an empty class has a volume that was made by hand' : `StorageClass ${name} does not say allowVolumeExpansion: true`;
    yield { manifest: after.manifest, pointer, message: `${showRef(after.ref)} cannot grow: ${why}; ${name === '' ? 'make a claim of another name and move the data' : 'say so in a change before this one'}; until then ${stopped(after)}` };
  }
}
