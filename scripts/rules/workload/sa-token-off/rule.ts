import { defineRule } from '../../../model/rule.ts';
import { below, get, text } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Pods that do not call the API hold no token', level: 'warn', source: 'POLICIES sa-token-off', standards: ['CIS 5.1.6', 'NSA'], profiles: { homelab: 'off' } },
  *checkCluster(graph) {
    const bound = new Set(graph.references.filter(({ type }) => type === 'subject').map(({ target }) => `${target.namespace}/${target.name}`));
    for (const { resource, spec, pointer, namespace } of graph.pods) {
      const account = text(spec, 'serviceAccountName') ?? 'default';
      // An account with rights is there to be used.
      if (bound.has(`${namespace}/${account}`)) continue;
      const own = get(spec, 'automountServiceAccountToken');
      const setting = own ?? get(graph.get('ServiceAccount', namespace, account)?.object, 'automountServiceAccountToken');
      if (setting !== false) yield { manifest: resource.manifest, ...(own === undefined ? { pointer, absent: '/automountServiceAccountToken' } : { pointer: below(pointer, 'automountServiceAccountToken') }), message: `the pod gets a token of ServiceAccount "${account}", which has no rights here; set automountServiceAccountToken: false` };
    }
  },
});
