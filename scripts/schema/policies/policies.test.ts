import { expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import { openStore } from '../store/store.ts';
import { applyPolicies } from './index.ts';

const store = openStore('1.35');
const policy = (spec: JsonObject): JsonObject => ({
  apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata: { name: 'p' },
  spec: { matchConstraints: { resourceRules: [{ apiGroups: ['apps'], apiVersions: ['v1'], operations: ['CREATE'], resources: ['deployments'] }] }, ...spec },
});
const binding = (spec: JsonObject = {}): JsonObject => ({ apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: 'b' }, spec: { policyName: 'p', validationActions: ['Deny'], ...spec } });
const deployment: JsonObject = { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: 'web', namespace: 'shop' }, spec: { replicas: 9 } };
const said = (...all: JsonObject[]): string[] => applyPolicies(all, store).map((finding) => `${finding.action} ${String(finding.object['kind'])}: ${finding.error.message}`);

it('denies with the message that the policy makes', () => {
  const limit = policy({ variables: [{ name: 'n', expression: 'object.spec.replicas' }, { name: 'twice', expression: 'variables.n * 2' }], validations: [{ expression: 'variables.twice <= 10', messageExpression: "'twice ' + string(variables.n)" }] });
  expect(said(limit, binding(), deployment)).toEqual(['Deny Deployment: the policy p (binding b) says: twice 9']);
  expect(said(limit, binding({ validationActions: ['Warn'] }), deployment)).toEqual(['Warn Deployment: the policy p (binding b) says: twice 9']);
  expect(said(limit, deployment)).toEqual([]);
});

it('looks at rules, selectors and conditions', () => {
  const never = policy({ validations: [{ expression: 'false' }] });
  expect(said(never, binding({ matchResources: { namespaceSelector: { matchLabels: { a: 'b' } } } }), deployment)).toEqual([]);
  expect(said(never, binding({ matchResources: { namespaceSelector: { matchLabels: { a: 'b' } } } }), deployment, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'shop', labels: { a: 'b' } } })).toEqual(['Deny Deployment: the policy p (binding b) says: failed expression: false']);
  expect(said(policy({ matchConditions: [{ name: 'c', expression: "object.metadata.name == 'other'" }], validations: [{ expression: 'false' }] }), binding(), deployment)).toEqual([]);
});

it('takes params from the manifests', () => {
  const limit = policy({ paramKind: { apiVersion: 'v1', kind: 'ConfigMap' }, validations: [{ expression: 'object.spec.replicas <= int(params.data.max)' }] });
  const bound = binding({ paramRef: { name: 'limits', namespace: 'shop', parameterNotFoundAction: 'Deny' } });
  const limits = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'limits', namespace: 'shop' }, data: { max: '5' } };
  expect(said(limit, bound, deployment, limits)).toEqual(['Deny Deployment: the policy p (binding b) says: failed expression: object.spec.replicas <= int(params.data.max)']);
  expect(said(limit, bound, deployment)).toEqual(["Deny Deployment: the policy p (binding b) says: no params found for the binding: the cluster's manifests hold no such ConfigMap"]);
});

it('denies on errors unless told to ignore them, and says what it cannot know', () => {
  expect(said(policy({ validations: [{ expression: 'object.spec.nope == 1' }] }), binding(), deployment)).toEqual(["Deny Deployment: the policy p (binding b) says: expression 'object.spec.nope == 1' resulted in error: no such key: nope"]);
  expect(said(policy({ failurePolicy: 'Ignore', validations: [{ expression: 'object.spec.nope == 1' }] }), binding(), deployment)).toEqual([]);
  expect(said(policy({ validations: [{ expression: "authorizer.group('').resource('pods').check('get').allowed()" }] }), binding(), deployment)).toEqual(["Unknown Deployment: the policy p cannot be applied here: the expression authorizer.group('').resource('pods').check('get').allowed() asks the cluster's authorizer"]);
});
