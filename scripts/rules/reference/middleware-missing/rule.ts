import { defineRule } from '../../../model/rule.ts';
import { suggest } from '../../../lib/suggest.ts';
import { dangling } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'Traefik middlewares that routers name exist', level: 'error', source: 'SYSTEMS.md affirmations; CHECKS 56' },
  *checkCluster(graph) {
    for (const { from, pointer, target, missing: how } of dangling(graph, ['middleware'])) {
      const byAnnotation = target.namespace === '';
      const name = byAnnotation ? `${target.name}@kubernetescrd` : target.name;
      const where = byAnnotation ? '; the name is <namespace>-<name>@kubernetescrd' : ` in namespace ${target.namespace}`;
      const near = suggest(target.name, graph.ofKind('traefik.io/Middleware').map((found) => (byAnnotation ? `${found.namespace}-${found.name}` : found.name)));
      const hint = near === undefined ? '' : `; did you mean "${near}${byAnnotation ? '@kubernetescrd' : ''}"?`;
      yield { manifest: from.manifest, pointer, message: `no Middleware "${name}"${where}${hint || (how.elsewhere ? `; one of that name is in namespace ${how.elsewhere}` : '')}` };
    }
  },
});
