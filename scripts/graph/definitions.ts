import { globMatches } from '../lib/glob.ts';
import { text } from '../lib/read.ts';
import type { Graph, KindName } from '../model/graph.ts';
import type { UnitId } from '../model/ids.ts';

/** The unit that brings the definition of each custom kind; kinds that validate.yaml declares to be there beforehand are left out. */
export function definitionMakers(graph: Graph): ReadonlyMap<KindName, UnitId> {
  const all = graph.ofKind('apiextensions.k8s.io/CustomResourceDefinition').map(({ object, manifest }): [KindName, UnitId] => [`${text(object, 'spec', 'group')}/${text(object, 'spec', 'names', 'kind')}`, manifest.unit]);
  return new Map(all.filter(([kind]) => !isDeclared(graph, kind)));
}

function isDeclared({ cluster }: Graph, kind: KindName): boolean {
  const [group = '', name = ''] = kind.split('/');
  return cluster.external.some((input) => input.kind === 'CustomResourceDefinition' && (globMatches(input.name, `*.${group}`) || (input.name.endsWith(`.${group}`) && input.name.startsWith(name.toLowerCase()))));
}
