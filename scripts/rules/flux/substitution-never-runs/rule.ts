import { defineRule } from '../../../model/rule.ts';
import type { Json } from '../../../model/json.ts';
import { isObject } from '../../../lib/json.ts';
import { below, get } from '../../../lib/read.ts';
import { orderOf } from '../../../graph/order.ts';

export default defineRule({
  meta: { summary: 'Placeholders are substituted', level: 'error', source: 'CHECKS 5; kustomize-controller#1011' },
  *checkCluster(graph) {
    const order = orderOf(graph);
    for (const { manifest, object, kind } of graph.resources) {
      if (manifest.unit.kind !== 'Kustomization' || literal.has(kind)) continue;
      const owner = order.objectOf(manifest.unit);
      if (owner === undefined || get(owner.object, 'spec', 'postBuild') !== undefined) continue;
      const stack: [Json, string][] = [[object, '']];
      while (stack.length > 0) {
        const [value, pointer] = stack.pop()!;
        if (typeof value === 'string') {
          const name = value.includes('\n') ? undefined : /(?:^|[^$])\$\{([A-Za-z_]\w*)(?::?[=-][^}]*)?\}/.exec(value)?.[1];
          if (name !== undefined) yield { manifest, pointer, message: `\${${name}} reaches the cluster as it stands: Kustomization ${manifest.unit.name} has no postBuild; name the variable there` };
        } else if (Array.isArray(value)) value.forEach((entry, index) => stack.push([entry, below(pointer, index)]));
        else if (isObject(value)) for (const [key, entry] of Object.entries(value)) if (!foreign.has(key)) stack.push([entry, below(pointer, key)]);
      }
    }
  },
});

/** Kinds and fields that hold programs and templates of others, where `${X}` is theirs. */
const literal = new Set(['ConfigMap', 'Secret', 'apiextensions.k8s.io/CustomResourceDefinition', 'monitoring.coreos.com/PrometheusRule', 'argoproj.io/Workflow', 'kyverno.io/ClusterPolicy', 'cilium.io/CiliumNetworkPolicy']);
const foreign = new Set(['command', 'args', 'data', 'description', 'script', 'summary', 'expr', 'template', 'values', 'annotations', 'spec.values']);
