import { defineRule } from '../../../model/rule.ts';
import type { Graph, Resource } from '../../../model/graph.ts';
import type { Json } from '../../../model/json.ts';
import { isObject } from '../../../lib/json.ts';
import { below, find, get, list, map, text } from '../../../lib/read.ts';
import { isShellScript } from '../../../lib/kubernetes/shell.ts';
import { orderOf } from '../../../graph/order.ts';
import { substitutes } from '../../../graph/variables.ts';

export default defineRule({
  meta: { summary: 'Escapes of variables are taken off once', level: 'warn', source: 'CHECKS 3; rwlove/home-ops#13057, gavinmcfall/home-ops#2220' },
  *checkCluster(graph) {
    const order = orderOf(graph);
    for (const resource of graph.resources) {
      const { manifest, object } = resource;
      const owner = manifest.unit.kind === 'Kustomization' ? order.objectOf(manifest.unit) : undefined;
      if (owner === undefined) continue;
      if (!isSubstituted(owner, resource)) yield* unread(manifest, object);
      else if (resource.kind === 'kustomize.toolkit.fluxcd.io/Kustomization' && get(object, 'spec', 'postBuild') !== undefined)
        for (const { value, pointer } of find(object, 'spec.patches[].patch'))
          for (const [written, name = ''] of typeof value === 'string' ? value.matchAll(/(?<!\$)\$\{(\w+)\}/g) : [])
            if (!defines(graph, resource, name)) yield { manifest, pointer, part: written, message: `Kustomization ${owner.name} has taken the escape off ${written}, and Kustomization ${resource.name} substitutes it once more; write $$$${written}` };
    }
  },
});

function isSubstituted({ object }: Resource, { object: rendered }: Resource): boolean {
  const metadata = map(rendered, 'metadata');
  const isDisabled = ['labels', 'annotations'].some((field) => text(metadata, field, 'kustomize.toolkit.fluxcd.io/substitute') === 'disabled');
  return substitutes(object) && !isDisabled;
}

/** Fields of containers, of which the kubelet itself takes off a dollar of two. */
const takenOff = new Set(['command', 'args', 'value']);

/** Escapes in scripts that no substitution reads. */
function* unread(manifest: Resource['manifest'], object: Json) {
  const stack: [Json, string][] = [[object, '']];
  while (stack.length > 0) {
    const [value, pointer] = stack.pop()!;
    if (Array.isArray(value)) value.forEach((entry, index) => stack.push([entry, below(pointer, index)]));
    else if (isObject(value)) for (const [key, entry] of Object.entries(value)) if (!takenOff.has(key)) stack.push([entry, below(pointer, key)]);
    const written = typeof value === 'string' && isShellScript(value) ? /\$\$\{\w+\}/.exec(value)?.[0] : undefined;
    if (written !== undefined) yield { manifest, pointer, part: written, message: `nothing takes a dollar off ${written}: Kustomization ${manifest.unit.name} has no postBuild, so a shell reads $$ as its process number; write ${written.slice(1)}` };
  }
}

/** Whether a Kustomization's own variables hold a name: then the escape was meant to wait for it. */
function defines(graph: Graph, { object, namespace }: Resource, name: string): boolean {
  if (get(object, 'spec', 'postBuild', 'substitute', name) !== undefined) return true;
  return list(object, 'spec', 'postBuild', 'substituteFrom').some((source) => {
    const resolution = graph.resolve({ kind: text(source, 'kind') ?? '', namespace, name: text(source, 'name') ?? '' });
    return resolution.state === 'unknown' || (resolution.state === 'found' && (resolution.keys === undefined || resolution.keys.has(name)));
  });
}
