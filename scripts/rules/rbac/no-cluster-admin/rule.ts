import { defineRule } from '../../../model/rule.ts';
import type { Graph } from '../../../model/graph.ts';
import { parseImage } from '../../../lib/kubernetes/image.ts';
import { find, list, text } from '../../../lib/read.ts';

const flux = new Set(['flux-operator', 'kustomize-controller', 'helm-controller']);

export default defineRule({
  meta: { summary: 'Nobody is bound to cluster-admin', level: 'error', source: 'POLICIES no-cluster-admin; kube-linter cluster-admin-role-binding', standards: ['CIS 5.1.1', 'NSA'], profiles: { homelab: 'warn' } },
  *checkCluster(graph) {
    const ofFlux = accountsOfFlux(graph);
    for (const kind of ['ClusterRoleBinding', 'RoleBinding'])
      for (const { object, manifest } of graph.ofKind(`rbac.authorization.k8s.io/${kind}`)) {
        if (text(object, 'roleRef', 'name') !== 'cluster-admin') continue;
        const subjects = list(object, 'subjects').filter((subject) => text(subject, 'kind') !== 'ServiceAccount' || !ofFlux.has(`${text(subject, 'namespace')}/${text(subject, 'name')}`));
        if (subjects.length === 0 && list(object, 'subjects').length > 0) continue;
        const who = subjects.map((subject) => `${text(subject, 'kind')} ${text(subject, 'name')}`).join(', ');
        yield { manifest, pointer: '/roleRef/name', message: `gives ${who || 'its subjects'} every right${kind === 'RoleBinding' ? ' in the namespace' : ''}; write a role with the rights that are needed` };
      }
  },
});

/** The accounts of Flux's controllers: they apply whatever git holds, so they need every right. */
function accountsOfFlux(graph: Graph): Set<string> {
  return new Set(graph.pods.flatMap(({ namespace, spec }) => {
    const runsFlux = find(spec, 'containers[].image').some(({ value }) => typeof value === 'string' && flux.has(parseImage(value)?.repository.split('/').at(-1) ?? ''));
    return runsFlux ? [`${namespace}/${text(spec, 'serviceAccountName') ?? 'default'}`] : [];
  }));
}
