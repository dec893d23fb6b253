import type { Reference, Resource } from '../model/graph.ts';
import { below, list, text } from '../lib/read.ts';

const group = 'rbac.authorization.k8s.io';

/** A binding's role and its ServiceAccounts; users and groups are no objects. */
export function rbacReferences(from: Resource): Reference[] {
  if (from.kind !== `${group}/RoleBinding` && from.kind !== `${group}/ClusterRoleBinding`) return [];
  const references: Reference[] = [];
  const roleKind = text(from.object, 'roleRef', 'kind');
  const roleName = text(from.object, 'roleRef', 'name');
  if (roleName !== undefined && (roleKind === 'Role' || roleKind === 'ClusterRole'))
    references.push({
      from, pointer: '/roleRef/name', type: 'role', optional: false,
      target: { kind: `${group}/${roleKind}`, namespace: roleKind === 'Role' ? from.namespace : '', name: roleName },
    });
  list(from.object, 'subjects').forEach((subject, index) => {
    const name = text(subject, 'name');
    if (text(subject, 'kind') !== 'ServiceAccount' || name === undefined) return;
    const namespace = text(subject, 'namespace') ?? from.namespace;
    references.push({ from, pointer: below('/subjects', index, 'name'), type: 'subject', optional: false, target: { kind: 'ServiceAccount', namespace, name } });
  });
  return references;
}
