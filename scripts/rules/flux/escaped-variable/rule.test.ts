import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

testRule({
  folder: import.meta.dirname,
  rule,
  silent: [
    { name: 'an escape in what is no script', yaml: 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: n }\ndata: { compose.yaml: "image: $${IMAGE}" }' },
    { name: 'an escape that the kubelet takes off', yaml: `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: example, namespace: flux-system }
spec: { path: ./apps }
---
apiVersion: v1
kind: Pod
metadata: { name: a, namespace: n }
spec: { containers: [{ name: a, command: [sh, -c, "set -e\\necho $\${HOME}\\n"] }] }
` },
  ],
});
