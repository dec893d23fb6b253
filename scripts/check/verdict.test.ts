import { expect, it } from 'vitest';
import { emptyConfig } from '../discover/config.ts';
import { buildGraph } from '../graph/index.ts';
import { defineRule } from '../model/rule.ts';
import { exampleCluster } from '../testing/examples.ts';
import { check, loadRules } from './index.ts';


async function verdictsOn(yaml: string) {
  const rules = (await loadRules()).filter(({ id, rule }) => id.startsWith('schema/') || rule.meta.restatesVerdict === true);
  const { findings } = check({ graphs: [buildGraph(exampleCluster(yaml))], config: emptyConfig, rules, today: '2026-01-01' });
  return findings.map(({ rule, pointer, message, place }) => `${place?.line}:${place?.column} ${rule} ${pointer} ${message}`);
}

it('places what the API server refuses on the line of the field', async () => {
  expect(await verdictsOn('apiVersion: v1\nkind: Service\nmetadata:\n  name: a\n  namespace: n\nspec:\n  port: []\n  ports:\n    - port: 80\n')).toEqual([
    '7:3 schema/unknown-field /spec/port spec.port: unknown field; did you mean "ports"?',
  ]);
});

it('says once which kind has no schema, and for how many objects', async () => {
  const object = (name: string) => `apiVersion: example.com/v1\nkind: Thing\nmetadata: { name: ${name}, namespace: n }\n`;
  expect(await verdictsOn(`${object('a')}---\n${object('b')}`)).toEqual(['2:7 schema/no-schema /kind no schema of example.com/v1 Thing is known, so it was not checked (2 objects); render its CustomResourceDefinition in this cluster']);
});

it('tells a version that is gone from a kind that is unknown', async () => {
  expect(await verdictsOn('apiVersion: policy/v1beta1\nkind: PodDisruptionBudget\nmetadata: { name: a, namespace: n }\n')).toEqual([expect.stringMatching(/^1:13 schema\/removed-api \/apiVersion /)]);
});

it('takes the definitions that the cluster renders as the authority', async () => {
  const crd = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: things.example.com }
spec:
  group: example.com
  scope: Namespaced
  names: { kind: Thing, plural: things, singular: thing, listKind: ThingList }
  versions: [{ name: v1, served: true, storage: true, schema: { openAPIV3Schema: { type: object, properties: { spec: { type: object, properties: { size: { type: integer } } } } } } }]
`;
  expect(await verdictsOn(`${crd}---\napiVersion: example.com/v1\nkind: Thing\nmetadata: { name: a, namespace: n }\nspec: { size: 3 }\n`)).toEqual([]);
});

it('leaves the word to a rule that says the same of the same field', async () => {
  expect(await verdictsOn('apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: n }\ndata:\n  PORT: 3080\n')).toEqual(['5:9 workload/config-map-value-type /data/PORT PORT is the number 3080; write PORT: "3080"']);
});

it('holds pods to the level of their namespace', async () => {
  const yaml = 'apiVersion: v1\nkind: Namespace\nmetadata: { name: n, labels: { pod-security.kubernetes.io/enforce: baseline } }\n---\napiVersion: v1\nkind: Pod\nmetadata: { name: p, namespace: n }\nspec:\n  hostNetwork: true\n  containers: [{ name: a, image: a }]\n';
  expect(await verdictsOn(yaml)).toEqual([expect.stringMatching(/^9:16 schema\/pod-security \/spec\/hostNetwork namespace n enforces baseline: /)]);
});

it('runs a rule that is not of the verdict beside it', () => {
  const rule = defineRule({ meta: { summary: 'x', level: 'error', source: 'test' }, *check() { yield { message: 'found', pointer: '/kind' }; } });
  const graph = buildGraph(exampleCluster('apiVersion: example.com/v1\nkind: Thing\nmetadata: { name: a, namespace: n }\n'));
  const { findings } = check({ graphs: [graph], config: emptyConfig, rules: [{ id: 'test/x', rule }], today: '2026-01-01' });
  expect(findings.map((finding) => finding.rule)).toEqual(['schema/no-schema', 'test/x']);
});

it('applies the admission policies of the repository to its other manifests', async () => {
  const policy = `apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicy
metadata: { name: replicas }
spec:
  failurePolicy: Fail
  matchConstraints: { resourceRules: [{ apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [configmaps] }] }
  validations: [{ expression: "has(object.data) && size(object.data) > 0", message: a ConfigMap says something }]
---
apiVersion: admissionregistration.k8s.io/v1
kind: ValidatingAdmissionPolicyBinding
metadata: { name: replicas }
spec: { policyName: replicas, validationActions: [Deny] }
`;
  const map = (data: string) => `apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: n }\n${data}`;
  expect(await verdictsOn(`${policy}---\n${map('data: { a: b }\n')}`)).toEqual([]);
  expect(await verdictsOn(`${policy}---\n${map('')}`)).toEqual([expect.stringMatching(/schema\/admission {2}.*a ConfigMap says something/)]);
});
