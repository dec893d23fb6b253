/** What a template sees as `.Capabilities`, in plain data; `helmVersion` is this engine's own where absent. */
export interface Capabilities {
  readonly kubeVersion: KubeVersion;
  readonly apiVersions: readonly string[];
  readonly helmVersion?: { readonly version: string; readonly kubeClientVersion: string };
}

export interface KubeVersion {
  /** As it was given, with a leading `v`: `v1.33.4-gke.1245000`. */
  readonly version: string;
  /** What constraints are checked against, and how it prints: `v1.33.4`, `v1.33` where that is what was given. */
  readonly normalized: string;
  readonly major: string;
  readonly minor: string;
}

/** The Helm that this engine follows: what `.Capabilities.HelmVersion` says. */
export const helmVersion = { version: 'v4.3', kubeClientVersion: 'v1.37' } as const;
export const goVersion = 'go1.26.8';

/** The Kubernetes version that Helm assumes where none is given: that of its client library. */
export const defaultKubeVersion = 'v1.37.0';

/** Helm's ParseKubeVersion: `1.35`, `v1.35.2`, `1.33.4-gke.1`; undefined for anything else. */
export function parseKubeVersion(text: string): KubeVersion | undefined {
  const match = /^\s*v?(\d+(?:\.\d+)+)/.exec(text);
  if (match === null) return undefined;
  const parts = (match[1] ?? '').split('.');
  if (parts.slice(0, 3).some((part) => part.length > 1 && part.startsWith('0'))) return undefined;
  const [major = '0', minor = '0'] = parts;
  return { version: text.startsWith('v') ? text : `v${text}`, normalized: `v${parts.join('.')}`, major, minor };
}

/** The API versions that Helm knows without a cluster: all that its client library was built with (client-go 0.37). */
export const builtinApiVersions: readonly string[] = `
v1
admissionregistration.k8s.io/v1 admissionregistration.k8s.io/v1alpha1 admissionregistration.k8s.io/v1beta1
internal.apiserver.k8s.io/v1alpha1
apps/v1 apps/v1beta1 apps/v1beta2
authentication.k8s.io/v1 authentication.k8s.io/v1alpha1 authentication.k8s.io/v1beta1
authorization.k8s.io/v1 authorization.k8s.io/v1beta1
autoscaling/v1 autoscaling/v2
batch/v1 batch/v1beta1
certificates.k8s.io/v1 certificates.k8s.io/v1beta1 certificates.k8s.io/v1alpha1
coordination.k8s.io/v1alpha2 coordination.k8s.io/v1beta1 coordination.k8s.io/v1
discovery.k8s.io/v1 discovery.k8s.io/v1beta1
events.k8s.io/v1 events.k8s.io/v1beta1
extensions/v1beta1
flowcontrol.apiserver.k8s.io/v1 flowcontrol.apiserver.k8s.io/v1beta1 flowcontrol.apiserver.k8s.io/v1beta2 flowcontrol.apiserver.k8s.io/v1beta3
lifecycle.k8s.io/v1alpha1
networking.k8s.io/v1 networking.k8s.io/v1beta1
node.k8s.io/v1 node.k8s.io/v1alpha1 node.k8s.io/v1beta1
policy/v1 policy/v1beta1
rbac.authorization.k8s.io/v1 rbac.authorization.k8s.io/v1beta1 rbac.authorization.k8s.io/v1alpha1
resource.k8s.io/v1 resource.k8s.io/v1beta2 resource.k8s.io/v1beta1 resource.k8s.io/v1alpha3
scheduling.k8s.io/v1alpha3 scheduling.k8s.io/v1beta1 scheduling.k8s.io/v1
storage.k8s.io/v1beta1 storage.k8s.io/v1 storage.k8s.io/v1alpha1
storagemigration.k8s.io/v1 storagemigration.k8s.io/v1beta1
apiextensions.k8s.io/v1beta1 apiextensions.k8s.io/v1`.trim().split(/\s+/);
