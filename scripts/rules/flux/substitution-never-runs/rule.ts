import { defineRule } from '../../../model/rule.ts';
import type { Json } from '../../../model/json.ts';
import { isObject } from '../../../lib/json.ts';
import { below } from '../../../lib/read.ts';
import { orderOf } from '../../../graph/order.ts';
import { substitutes, variableNames } from '../../../graph/variables.ts';

export default defineRule({
  meta: { summary: 'Placeholders are substituted', level: 'error', source: 'CHECKS 5; kustomize-controller#1011' },
  *checkCluster(graph) {
    const order = orderOf(graph);
    const defined = variableNames(graph);
    for (const { manifest, object, kind } of graph.resources) {
      if (manifest.unit.kind !== 'Kustomization') continue;
      const owner = order.objectOf(manifest.unit);
      if (owner === undefined || substitutes(owner.object)) continue;
      const stack: [Json, string, boolean][] = [[object, '', literal.has(kind)]];
      while (stack.length > 0) {
        const [value, pointer, isForeign] = stack.pop()!;
        if (typeof value === 'string') {
          const [part, name = '', operator] = (value.includes('\n') ? null : /(?<!\$)\$\{([A-Za-z_]\w*)(:?[=-])?[^}]*\}/.exec(value)) ?? [];
          const isMeant = part !== undefined && (!isForeign || defined.has(name) || (operator === ':=' && kind === 'helm.toolkit.fluxcd.io/HelmRelease'));
          if (isMeant) yield { manifest, pointer, part, message: `\${${name}} reaches the cluster as it stands: Kustomization ${manifest.unit.name} has no postBuild; name the variable there` };
        } else if (Array.isArray(value)) value.forEach((entry, index) => stack.push([entry, below(pointer, index), isForeign]));
        else if (isObject(value)) for (const [key, entry] of Object.entries(value)) if (!programs.has(key)) stack.push([entry, below(pointer, key), isForeign || foreign.has(key)]);
      }
    }
  },
});

/** Kinds and fields that hold texts of others, where `${X}` is theirs unless it is a variable of this repository. */
const literal = new Set(['ConfigMap', 'Secret', 'apiextensions.k8s.io/CustomResourceDefinition', 'monitoring.coreos.com/PrometheusRule', 'argoproj.io/Workflow', 'kyverno.io/ClusterPolicy', 'cilium.io/CiliumNetworkPolicy']);
const foreign = new Set(['data', 'template', 'values', 'annotations']);
/** Fields that hold programs and prose. */
const programs = new Set(['command', 'args', 'description', 'script', 'summary', 'expr']);
