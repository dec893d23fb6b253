import type { Graph, KindName, Reference, ReferenceType, Resolution } from '../model/graph.ts';
import type { Hit } from '../model/rule.ts';
import type { Manifest } from '../model/manifest.ts';
import { shortKind } from '../lib/kubernetes/kind.ts';
import { creators } from './creators.ts';

type Missing = Extract<Resolution, { state: 'missing' }>;

/** The references of some types to some kinds whose target nothing makes. Optional ones break nothing and are left out. */
export function* dangling(graph: Graph, types: readonly ReferenceType[], kinds?: readonly KindName[]): Generator<Reference & { readonly missing: Missing }> {
  const mayMake = creators(graph);
  for (const reference of graph.references) {
    if (reference.optional || !types.includes(reference.type)) continue;
    if (kinds !== undefined && !kinds.includes(reference.target.kind)) continue;
    if (reference.target.key !== undefined && reference.type === 'volume') continue;
    const resolution = graph.resolve(reference.target);
    if (resolution.state === 'missing' && !mayMake(reference.from.manifest.unit, reference.target.kind, reference.target.namespace)) yield { ...reference, missing: resolution };
  }
}

/** The hits for dangling references, in the words that all such rules share. */
export function* missing(graph: Graph, types: readonly ReferenceType[], kinds?: readonly KindName[], consequence = ''): Generator<Hit & { manifest: Manifest }> {
  for (const { from, pointer, target, missing: how } of dangling(graph, types, kinds)) {
    const where = target.namespace === '' ? '' : ` in namespace ${target.namespace}`;
    yield { manifest: from.manifest, pointer, message: `no ${shortKind(target.kind)} "${target.name}"${where}${consequence}${hint(how)}` };
  }
}

function hint({ near, elsewhere }: Missing): string {
  if (elsewhere !== undefined) return `; one of that name is in ${elsewhere === '' ? 'no namespace' : `namespace ${elsewhere}`}`;
  return near === undefined ? '' : `; did you mean "${near}"?`;
}
