import type { KindName } from '../model/graph.ts';
import { globMatches } from '../lib/glob.ts';

/** Namespaces that every cluster has. */
export const builtinNamespaces: readonly string[] = ['default', 'kube-system', 'kube-public', 'kube-node-lease'];

/** What Kubernetes itself brings along, by kind, and istiod and OpenShift into each namespace: `namespace/name` patterns. `*` as namespace: in every one. */
const builtins: Readonly<Record<KindName, readonly string[]>> = {
  Namespace: builtinNamespaces.map((name) => `/${name}`),
  ServiceAccount: ['*/default', 'kube-system/*'],
  ConfigMap: ['*/kube-root-ca.crt', '*/istio-ca-root-cert', '*/openshift-service-ca.crt', 'kube-system/extension-apiserver-authentication', 'kube-system/coredns', 'kube-public/cluster-info'],
  Service: ['default/kubernetes', 'kube-system/kube-dns', 'kube-system/coredns', 'kube-system/metrics-server'],
  'scheduling.k8s.io/PriorityClass': ['/system-cluster-critical', '/system-node-critical'],
  'rbac.authorization.k8s.io/ClusterRole': ['/cluster-admin', '/admin', '/edit', '/view', '/system:*'],
  'rbac.authorization.k8s.io/Role': ['kube-system/extension-apiserver-authentication-reader', 'kube-system/system:*', 'kube-public/*'],
};

export function isBuiltin(kind: KindName, namespace: string, name: string): boolean {
  return Object.hasOwn(builtins, kind) && builtins[kind]!.some((pattern) => globMatches(pattern, `${namespace}/${name}`));
}
