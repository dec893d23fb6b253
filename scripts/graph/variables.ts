import type { Graph } from '../model/graph.ts';
import type { JsonObject } from '../model/json.ts';
import { list, map, text } from '../lib/read.ts';

/** Whether a Flux Kustomization substitutes at all: without a source of variables it hands texts on as they stand (kustomize-controller, substituteStrategy). */
export function substitutes(kustomization: JsonObject): boolean {
  const postBuild = map(kustomization, 'spec', 'postBuild');
  return Object.keys(map(postBuild, 'substitute')).length > 0 || list(postBuild, 'substituteFrom').length > 0 || text(postBuild, 'substituteStrategy') === 'Always';
}

/** The names of all variables that some Kustomization of the cluster defines, as far as git tells them. */
export function variableNames(graph: Graph): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { object, namespace } of graph.ofKind('kustomize.toolkit.fluxcd.io/Kustomization')) {
    for (const name of Object.keys(map(object, 'spec', 'postBuild', 'substitute'))) names.add(name);
    for (const source of list(object, 'spec', 'postBuild', 'substituteFrom')) {
      const resolution = graph.resolve({ kind: text(source, 'kind') ?? '', namespace, name: text(source, 'name') ?? '' });
      if (resolution.state === 'found') for (const name of resolution.keys ?? []) names.add(name);
    }
  }
  return names;
}
