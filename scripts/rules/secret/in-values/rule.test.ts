import { testRule } from '../../../testing/rule.ts';
import rule from './rule.ts';

const release = (values: string) => `apiVersion: helm.toolkit.fluxcd.io/v2\nkind: HelmRelease\nmetadata: { name: db, namespace: shop }\nspec: { values: ${values} }\n`;

testRule({
  folder: import.meta.dirname,
  rule,
  finds: [{ name: 'a password in a list', yaml: release('{ users: [{ name: a, password: hunter22 }] }'), findings: ['`/spec/values/users/0/password`: "password" is secret; take it from a SealedSecret by valuesFrom, or name an existing Secret, and change the value: it is in git\'s history'] }],
  silent: [
    { name: 'the names of Secrets', yaml: release('{ auth: { existingSecret: db, passwordKey: password, tlsSecret: db-tls, secret: db }, passwordSecretRef: { name: db, key: password } }') },
    { name: 'what a variable or a template gives', yaml: release('{ password: "${PASSWORD}", token: "{{ .token }}", adminPassword: "" }') },
  ],
});
