import type { FieldReference } from './field.ts';
import type { KindName, Target } from '../model/graph.ts';
import type { Json } from '../model/json.ts';
import { groupOf, kindName } from '../lib/kubernetes/kind.ts';
import { get, text } from '../lib/read.ts';

const source = 'source.toolkit.fluxcd.io';
const secretFields: readonly FieldReference[] = ['secretRef', 'certSecretRef', 'proxySecretRef', 'verify.secretRef'].map((field) => ({ path: `spec.${field}.name`, type: 'fluxSecret', to: 'Secret' }));

/** Fields of Flux's kinds (fluxcd.io/flux/components, API reference of Flux 2.9). */
export const fluxReferences: Readonly<Record<KindName, readonly FieldReference[]>> = {
  'kustomize.toolkit.fluxcd.io/Kustomization': [
    { path: 'spec.sourceRef', type: 'fluxSource', to: sourceKind },
    { path: 'spec.dependsOn[]', type: 'dependsOn', to: sameKind('kustomize.toolkit.fluxcd.io/Kustomization') },
    { path: 'spec.postBuild.substituteFrom[]', type: 'substituteFrom', to: coreKind },
    { path: 'spec.decryption.secretRef.name', type: 'fluxSecret', to: 'Secret' },
    { path: 'spec.kubeConfig.secretRef.name', type: 'fluxSecret', to: 'Secret' },
    { path: 'spec.serviceAccountName', type: 'serviceAccount', to: 'ServiceAccount' },
    { path: 'spec.healthChecks[]', type: 'healthCheck', to: (value) => ({ kind: kindName(text(value, 'apiVersion') ?? '', text(value, 'kind') ?? ''), namespace: text(value, 'namespace') }) },
  ],
  'helm.toolkit.fluxcd.io/HelmRelease': [
    { path: 'spec.chart.spec.sourceRef', type: 'fluxSource', to: sourceKind },
    { path: 'spec.chartRef', type: 'fluxSource', to: sourceKind },
    { path: 'spec.dependsOn[]', type: 'dependsOn', to: sameKind('helm.toolkit.fluxcd.io/HelmRelease') },
    { path: 'spec.valuesFrom[]', type: 'valuesFrom', to: (value) => ({ ...coreKind(value), key: text(value, 'valuesKey') ?? 'values.yaml' }) },
    { path: 'spec.kubeConfig.secretRef.name', type: 'fluxSecret', to: 'Secret' },
    { path: 'spec.serviceAccountName', type: 'serviceAccount', to: 'ServiceAccount' },
  ],
  [`${source}/GitRepository`]: secretFields,
  [`${source}/OCIRepository`]: [...secretFields, { path: 'spec.serviceAccountName', type: 'serviceAccount', to: 'ServiceAccount' }],
  [`${source}/HelmRepository`]: secretFields,
  [`${source}/Bucket`]: secretFields,
  [`${source}/HelmChart`]: [{ path: 'spec.sourceRef', type: 'fluxSource', to: sourceKind }],
  'notification.toolkit.fluxcd.io/Provider': secretFields,
  'notification.toolkit.fluxcd.io/Alert': [
    { path: 'spec.providerRef', type: 'provider', to: 'notification.toolkit.fluxcd.io/Provider' },
    { path: 'spec.eventSources[]', type: 'eventSource', to: eventSource },
  ],
  'notification.toolkit.fluxcd.io/Receiver': [
    { path: 'spec.secretRef.name', type: 'fluxSecret', to: 'Secret' },
    { path: 'spec.resources[]', type: 'eventSource', to: eventSource },
  ],
  'image.toolkit.fluxcd.io/ImageRepository': secretFields,
  'image.toolkit.fluxcd.io/ImagePolicy': [{ path: 'spec.imageRepositoryRef', type: 'fluxSource', to: (value) => ({ kind: 'image.toolkit.fluxcd.io/ImageRepository', namespace: text(value, 'namespace') }) }],
  'image.toolkit.fluxcd.io/ImageUpdateAutomation': [{ path: 'spec.sourceRef', type: 'fluxSource', to: sourceKind }],
};

function sourceKind(value: Json): Partial<Target> | undefined {
  const kind = text(value, 'kind');
  if (kind === undefined) return undefined;
  const group = groupOf(text(value, 'apiVersion') ?? '') || source;
  return { kind: `${group}/${kind}`, namespace: text(value, 'namespace') };
}

function sameKind(kind: KindName) {
  return (value: Json): Partial<Target> => ({ kind, namespace: text(value, 'namespace') });
}

function coreKind(value: Json): Partial<Target> {
  return { kind: text(value, 'kind') };
}

const groups: Readonly<Record<string, string>> = {
  Kustomization: 'kustomize.toolkit.fluxcd.io', HelmRelease: 'helm.toolkit.fluxcd.io', GitRepository: source, OCIRepository: source, HelmRepository: source,
  HelmChart: source, Bucket: source, ImageRepository: 'image.toolkit.fluxcd.io', ImagePolicy: 'image.toolkit.fluxcd.io', ImageUpdateAutomation: 'image.toolkit.fluxcd.io',
};

/** An event source by name; one for all objects (`*`) or by labels names nothing in particular. */
function eventSource(value: Json): Partial<Target> | undefined {
  const kind = text(value, 'kind') ?? '';
  if (text(value, 'name') === '*' || get(value, 'matchLabels') !== undefined || !Object.hasOwn(groups, kind)) return undefined;
  return { kind: `${groups[kind]}/${kind}`, namespace: text(value, 'namespace') };
}
