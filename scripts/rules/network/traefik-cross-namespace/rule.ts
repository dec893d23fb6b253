import { defineRule } from '../../../model/rule.ts';
import { find, list, text } from '../../../lib/read.ts';
import { shortKind } from '../../../lib/kubernetes/kind.ts';

export default defineRule({
  meta: { summary: 'Traefik routes stay in their namespace unless traefik lets them out', level: 'error', source: 'CHECKS 56; traefik#8380, #11517' },
  *checkCluster(graph) {
    const running = graph.pods.filter(({ spec }) => /(?:^|\/)traefik(?::|@|$)/.test(text(list(spec, 'containers')[0] ?? null, 'image') ?? ''));
    const flags = running.flatMap(({ spec }) => find(spec, 'containers[].args[]').map(({ value }) => String(value).toLowerCase()));
    if (running.length === 0 || flags.some((flag) => /^--providers\.kubernetescrd\.allowcrossnamespace(?:=true)?$/.test(flag)) || flags.some((flag) => flag.startsWith('--configfile'))) return;
    for (const { from, pointer, type, target } of graph.references)
      if ((type === 'middleware' || type === 'backend') && from.kind.startsWith('traefik.') && target.namespace !== '' && target.namespace !== from.namespace) yield { manifest: from.manifest, pointer, message: `${shortKind(target.kind)} "${target.name}" is in namespace ${target.namespace}, and traefik runs without allowCrossNamespace: the route is dropped; copy it to ${from.namespace} or set providers.kubernetesCRD.allowCrossNamespace` };
  },
});
