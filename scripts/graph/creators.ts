import type { Graph, KindName, Resource } from '../model/graph.ts';
import type { UnitId } from '../model/ids.ts';
import { grants } from '../lib/kubernetes/rbac.ts';
import { list, text } from '../lib/read.ts';
import { unitKey } from '../lib/unit.ts';

const plurals: Readonly<Record<KindName, string>> = { Secret: 'secrets', ConfigMap: 'configmaps' };

/**
 * Whether a release runs something that may create objects of a kind in a namespace: certificate generators and operators write
 * the Secrets that their own pods mount. Told by RBAC, so that no program has to be known by name.
 */
export function creators(graph: Graph): (unit: UnitId, kind: KindName, namespace: string) => boolean {
  const rbac = 'rbac.authorization.k8s.io';
  const found = new Map<KindName, Set<string>>();
  const accounts = new Map<string, Set<string>>();
  for (const { resource, spec, namespace } of graph.pods) {
    if (resource.manifest.unit.kind !== 'HelmRelease') continue;
    const account = `${namespace}/${text(spec, 'serviceAccountName') ?? 'default'}`;
    accounts.set(account, (accounts.get(account) ?? new Set()).add(unitKey(resource.manifest.unit)));
  }
  const rolesOf = (binding: Resource): Resource[] => graph.referencesFrom(binding).flatMap(({ type, target }) => (type === 'role' ? graph.get(target.kind, target.namespace, target.name) ?? [] : []));
  for (const binding of [...graph.ofKind(`${rbac}/RoleBinding`), ...graph.ofKind(`${rbac}/ClusterRoleBinding`)])
    for (const [kind, plural] of Object.entries(plurals)) {
      if (!rolesOf(binding).some(({ object }) => grants(object, '', [plural], ['create']).length > 0 || list(object, 'rules').some((rule) => list(rule, 'resources').includes('*') && list(rule, 'verbs').includes('*')))) continue;
      const units = graph.referencesFrom(binding).flatMap(({ type, target }) => (type === 'subject' ? [...(accounts.get(`${target.namespace}/${target.name}`) ?? [])] : []));
      const scope = binding.kind.endsWith('/RoleBinding') ? binding.namespace : '*';
      const ofKind = found.get(kind) ?? new Set();
      for (const unit of units) ofKind.add(`${unit} ${scope}`);
      found.set(kind, ofKind);
    }
  return (unit, kind, namespace) => [namespace, '*'].some((scope) => found.get(kind)?.has(`${unitKey(unit)} ${scope}`) === true);
}
