import { dyn, listOf, mapOf, named, objectType, type Type } from '../cel/types.ts';

const text = named('string');
const gvk = objectType('kubernetes.GroupVersionKind', { group: text, version: text, kind: text });
const gvr = objectType('kubernetes.GroupVersionResource', { group: text, version: text, resource: text });
const userInfo = objectType('kubernetes.UserInfo', { username: text, uid: text, groups: listOf(text), extra: mapOf(listOf(text)) });

/** The variables that every admission expression sees. Source: k8s.io/apiserver/pkg/admission/plugin/cel/compile.go */
export const admissionVariables: Readonly<Record<string, Type>> = {
  object: dyn,
  oldObject: dyn,
  request: objectType('kubernetes.AdmissionRequest', {
    kind: gvk, resource: gvr, subResource: text, requestKind: gvk, requestResource: gvr, requestSubResource: text, name: text, namespace: text,
    operation: text, userInfo, dryRun: named('bool'), options: dyn,
  }),
  namespaceObject: objectType('kubernetes.Namespace', {
    metadata: objectType('kubernetes.NamespaceMetadata', {
      name: text, generateName: text, namespace: text, labels: mapOf(text), annotations: mapOf(text), UID: text, uid: text,
      creationTimestamp: named('timestamp'), deletionGracePeriodSeconds: named('int'), deletionTimestamp: named('timestamp'), generation: named('int'),
      resourceVersion: text, finalizers: listOf(text),
    }),
    spec: objectType('kubernetes.NamespaceSpec', { finalizers: listOf(text) }),
    status: objectType('kubernetes.NamespaceStatus', { phase: text }),
  }),
};

export const authorizer: Readonly<Record<string, Type>> = { authorizer: named('authorizer') };

/** What the selectors of dynamic resource allocation see. Source: k8s.io/dynamic-resource-allocation/cel/compile.go */
export const deviceVariables: Readonly<Record<string, Type>> = {
  device: objectType('kubernetes.DRADevice', {
    driver: text, attributes: mapOf(mapOf(dyn)), capacity: mapOf(mapOf(named('quantity'))), allowMultipleAllocations: named('bool'),
  }),
};
