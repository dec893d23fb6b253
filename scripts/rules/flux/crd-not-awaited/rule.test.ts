import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

const separate = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: { name: issuers.cert-manager.io, annotations: { example-unit: Kustomization/flux-system/cert-manager } }
spec: { group: cert-manager.io, names: { kind: Issuer } }
---
apiVersion: cert-manager.io/v1
kind: Issuer
metadata: { name: ca, namespace: shop }
`;

testRule({
  folder: import.meta.dirname,
  rule,
  silent: [{ name: 'a CRD that the bootstrap brings', yaml: separate, cluster: { external: [{ kind: 'CustomResourceDefinition', name: '*', reason: 'the bootstrap installs them' }] } }],
});
