import { defineRule } from '../../../model/rule.ts';
import type { Resource } from '../../../model/graph.ts';
import { find, text } from '../../../lib/read.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';

export default defineRule({
  meta: { summary: 'Each host and path has one route', level: 'error', source: 'POLICIES ingress-host-unique' },
  *checkCluster(graph) {
    const owners = new Map<string, Resource>();
    for (const resource of graph.ofKind('networking.k8s.io/Ingress')) {
      const className = text(resource.object, 'spec', 'ingressClassName') ?? text(resource.object, 'metadata', 'annotations', 'kubernetes.io/ingress.class') ?? '';
      for (const { value: rule, pointer } of find(resource.object, 'spec.rules[]'))
        for (const { value: path, pointer: at } of find(rule, 'http.paths[]', pointer)) {
          const key = [className, text(rule, 'host') ?? '*', text(path, 'path') ?? '/', text(path, 'pathType') ?? ''].join(' ');
          const other = owners.get(key);
          if (other === undefined) owners.set(key, resource);
          else if (other !== resource) yield { manifest: resource.manifest, pointer: at, message: `${text(rule, 'host') ?? 'every host'}${text(path, 'path') ?? '/'} is also routed by ${showRef(other.ref)}; which one answers is chance` };
        }
    }
  },
});
