import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

const kustomizations = `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: example, namespace: flux-system }
spec: { path: ./apps, postBuild: { substituteFrom: [] } }
---
apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: { name: other, namespace: flux-system }
spec: { path: ./other, postBuild: { substitute: { DOMAIN: example.com } } }
---
`;

testRule({
  folder: import.meta.dirname,
  rule,
  finds: [
    {
      name: 'a variable that another Kustomization defines, in a text of others', yaml: `${kustomizations}apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: n }\ndata: { url: "https://\${DOMAIN}", home: "\${HOME}" }\n`,
      findings: ['`/data/url`: ${DOMAIN} reaches the cluster as it stands: Kustomization example has no postBuild; name the variable there'],
    },
    {
      name: 'a default of the kind that Flux takes, in values', yaml: `${kustomizations}apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: a, namespace: n }\nspec: { values: { dns: "\${POLICY:=Default}", home: "\${HOME:-/root}" } }\n`,
      findings: ['`/spec/values/dns`: ${POLICY} reaches the cluster as it stands: Kustomization example has no postBuild; name the variable there'],
    },
  ],
  silent: [
    { name: 'a script that has a variable of that name', yaml: `${kustomizations}apiVersion: v1\nkind: Pod\nmetadata: { name: a, namespace: n }\nspec: { containers: [{ name: a, args: ["echo \${DOMAIN}"] }] }\n` },
    { name: 'substitution that always runs', yaml: `${kustomizations.replace('substituteFrom: []', 'substituteStrategy: Always')}apiVersion: v1\nkind: ConfigMap\nmetadata: { name: a, namespace: n }\ndata: { url: "https://\${DOMAIN}" }\n` },
  ],
});
