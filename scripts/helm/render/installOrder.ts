/** The order in which Helm installs kinds (pkg/release/v1/util/kind_sorter.go). */
const order = `PriorityClass Namespace NetworkPolicy ResourceQuota LimitRange PodSecurityPolicy PodDisruptionBudget ServiceAccount
Secret SecretList ConfigMap StorageClass PersistentVolume PersistentVolumeClaim CustomResourceDefinition
ClusterRole ClusterRoleList ClusterRoleBinding ClusterRoleBindingList Role RoleList RoleBinding RoleBindingList
Service DaemonSet Pod ReplicationController ReplicaSet Deployment HorizontalPodAutoscaler StatefulSet Job CronJob
IngressClass Ingress APIService MutatingWebhookConfiguration ValidatingWebhookConfiguration`.split(/\s+/);

const rank = new Map(order.map((kind, index) => [kind, index]));

/** By kind, unknown kinds last and by name; what is equal keeps its order. */
export function inInstallOrder<T extends { readonly kind: string }>(items: readonly T[]): T[] {
  return items.toSorted((a, b) => {
    const first = rank.get(a.kind);
    const second = rank.get(b.kind);
    if (first !== undefined && second !== undefined) return first - second;
    if (first !== undefined) return -1;
    if (second !== undefined) return 1;
    return a.kind === b.kind ? 0 : Buffer.compare(Buffer.from(a.kind), Buffer.from(b.kind));
  });
}
