import { describe, expect, it } from 'vitest';
import { parseAllDocuments } from 'yaml';
import type { JsonObject } from '../../model/json.ts';
import { admissionErrors } from './index.ts';

const said = (text: string): string[] =>
  admissionErrors(parseAllDocuments(text).map((document) => document.toJS() as JsonObject)).map(({ index, error }) => `${index} ${error.field}: ${error.message}`);
const deployment = (replicas: number, container: string, more = ''): string =>
  `{apiVersion: apps/v1, kind: Deployment, metadata: {name: web, namespace: a}, spec: {replicas: ${replicas}, template: {spec: {containers: [${container}]${more}}}}}`;

describe('LimitRange', () => {
  const range = '{apiVersion: v1, kind: LimitRange, metadata: {name: l, namespace: a}, spec: {limits: [{type: Container, min: {cpu: 100m}, max: {cpu: "1"}, maxLimitRequestRatio: {cpu: "4"}}, {type: Pod, max: {memory: 1Gi}}, {type: PersistentVolumeClaim, max: {storage: 5Gi}}]}}';
  it('fills in defaults before it compares', () => {
    expect(said(`${range}\n---\n${deployment(1, '{name: a, resources: {limits: {memory: 512Mi}}}')}`)).toEqual([]);
  });
  it('says what is beyond it', () => {
    expect(said(`${range}\n---\n${deployment(1, '{name: a, resources: {requests: {cpu: 50m}, limits: {cpu: "2", memory: 2Gi}}}')}`)).toEqual([
      '1 spec.template.spec.containers[0].resources: the LimitRange of the namespace asks for a request of at least 100m (not 50m) of cpu for a container',
      '1 spec.template.spec.containers[0].resources: the LimitRange of the namespace asks for a limit of at most 1 (not 2) of cpu for a container',
      '1 spec.template.spec.containers[0].resources: the LimitRange of the namespace asks for a limit of at most 4 times the request of cpu for a container',
      '1 spec.template.spec.containers: the LimitRange of the namespace asks for a limit of at most 1Gi (not 2Gi) of memory for a Pod',
    ]);
    expect(said(`${range}\n---\n{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c, namespace: a}, spec: {resources: {requests: {storage: 6Gi}}}}`)).toEqual([
      '1 spec.resources: the LimitRange of the namespace asks for a limit of at most 5Gi (not 6Gi) of storage for a claim',
    ]);
    expect(said(`${range}\n---\n${deployment(1, '{name: a}').replace('namespace: a', 'namespace: b')}`)).toEqual([]);
  });
});

describe('ResourceQuota', () => {
  const quota = (hard: string, more = ''): string => `{apiVersion: v1, kind: ResourceQuota, metadata: {name: q, namespace: a}, spec: {hard: {${hard}}${more}}}`;
  it('counts replicas', () => {
    expect(said(`${quota('pods: "3", requests.cpu: "2"')}\n---\n${deployment(3, '{name: a, resources: {requests: {cpu: 500m}}}')}\n---\n${deployment(2, '{name: a, resources: {requests: {cpu: 500m}}}')}`)).toEqual([
      '2 spec.template.spec: exceeds the ResourceQuota q: pods is 5 with this object, and at most 3',
      '2 spec.template.spec: exceeds the ResourceQuota q: requests.cpu is 2500m with this object, and at most 2',
    ]);
  });
  it('asks for what it counts', () => {
    expect(said(`${quota('limits.memory: 1Gi, cpu: "1"')}\n---\n${deployment(1, '{name: a}')}`)).toEqual([
      '1 spec.template.spec.containers[0].resources: must specify requests.cpu, limits.memory, as the ResourceQuota q of the namespace counts them',
    ]);
  });
  it('goes by its scopes', () => {
    const scoped = quota('pods: "1"', ', scopeSelector: {matchExpressions: [{scopeName: PriorityClass, operator: In, values: [high]}]}');
    expect(said(`${scoped}\n---\n${deployment(2, '{name: a}')}`)).toEqual([]);
    expect(said(`${scoped}\n---\n${deployment(2, '{name: a}', ', priorityClassName: high')}`)).toEqual(['1 spec.template.spec: exceeds the ResourceQuota q: pods is 2 with this object, and at most 1']);
  });
  it('counts objects and storage', () => {
    const claim = '{apiVersion: v1, kind: PersistentVolumeClaim, metadata: {name: c, namespace: a}, spec: {storageClassName: fast, resources: {requests: {storage: 6Gi}}}}';
    const service = '{apiVersion: v1, kind: Service, metadata: {name: s, namespace: a}, spec: {type: LoadBalancer, ports: [{port: 1}, {port: 2}]}}';
    expect(said(`${quota('requests.storage: 5Gi, fast.storageclass.storage.k8s.io/persistentvolumeclaims: "0", services.nodeports: "1", count/deployments.apps: "0"')}\n---\n${claim}\n---\n${service}\n---\n${deployment(1, '{name: a}')}`)).toEqual([
      '1 (whole): exceeds the ResourceQuota q: requests.storage is 6Gi with this object, and at most 5Gi',
      '1 (whole): exceeds the ResourceQuota q: fast.storageclass.storage.k8s.io/persistentvolumeclaims is 1 with this object, and at most 0',
      '2 (whole): exceeds the ResourceQuota q: services.nodeports is 2 with this object, and at most 1',
      '3 (whole): exceeds the ResourceQuota q: count/deployments.apps is 1 with this object, and at most 0',
    ].map((line) => line.replace(' (whole)', ' ')));
  });
});

describe('classes', () => {
  it('holds a Pod to the value of its class', () => {
    expect(said(`{apiVersion: scheduling.k8s.io/v1, kind: PriorityClass, metadata: {name: high}, value: 1000, preemptionPolicy: Never}\n---\n${deployment(1, '{name: a}', ', priorityClassName: high, priority: 5, preemptionPolicy: PreemptLowerPriority')}`)).toEqual([
      '1 spec.template.spec.priority: must be 1000, the value of the PriorityClass high, or left out',
      '1 spec.template.spec.preemptionPolicy: must be Never, as the PriorityClass high has it, or left out',
    ]);
  });
  it('leaves overhead to RuntimeClasses', () => {
    expect(said(deployment(1, '{name: a}', ', overhead: {cpu: 10m}'))).toEqual(['0 spec.template.spec.overhead: may only be set by a RuntimeClass']);
    expect(said(`{apiVersion: node.k8s.io/v1, kind: RuntimeClass, metadata: {name: kata}, scheduling: {nodeSelector: {kata: "true"}}}\n---\n${deployment(1, '{name: a}', ', runtimeClassName: kata, nodeSelector: {kata: "false"}')}`)).toEqual([
      '1 spec.template.spec.nodeSelector[kata]: must be true, as the RuntimeClass kata asks for it',
    ]);
  });
});
