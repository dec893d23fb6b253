import { rmSync } from 'node:fs';
import type { Client } from '../../live/connect/index.ts';
import { discover } from '../../live/objects/discovery.ts';
import { requestsFor } from '../../live/objects/apply.ts';
import type { Server } from '../../live/testing/server.ts';
import type { JsonObject } from '../../model/json.ts';
import { makeGitRepository } from '../git.ts';
import { prod } from '../repository.ts';
import { clientOf, command, lastLine, must, until, type Suite } from './suite.ts';

const map = (name: string, rest: string): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: default}\n${rest}\n`;
const deployment = (name: string, app: string, more = ''): string => `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: ${name}, namespace: default}\nspec:\n${more}  selector: {matchLabels: {app: ${app}}}\n  template:\n    metadata: {labels: {app: ${app}}}\n    spec: {containers: [{name: a, image: "a:1.0.0"}]}\n`;
const service = (port: number): string => `apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: default}\nspec: {type: NodePort, selector: {app: web}, ports: [{name: http, port: ${port}, nodePort: 30080}]}\n`;
const thing = (size: number): string => `apiVersion: example.org/v1\nkind: Tool\nmetadata: {name: t, namespace: default}\nspec: {size: ${size}}\n`;
const definition = `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata: {name: tools.example.org}
spec:
  group: example.org
  scope: Namespaced
  names: {plural: tools, kind: Tool}
  versions:
    - name: v1
      served: true
      storage: true
      schema:
        openAPIV3Schema: {type: object, properties: {spec: {type: object, properties: {size: {type: integer, x-kubernetes-validations: [{rule: self >= oldSelf, message: never shrinks}]}}}}}
`;

/** `validate --live` over a change, beside what the server says to it. */
export async function verdict({ check, note }: Suite, server: Server): Promise<void> {
  const client = await clientOf(server.kubeconfig);
  const repository = makeGitRepository({
    ...prod, 'apps/crd.yaml': definition, 'apps/thing.yaml': thing(5), 'apps/map.yaml': map('plain', 'data: {a: b}'), 'apps/fixed.yaml': map('fixed', 'data: {a: b}\nimmutable: true'), 'apps/other.yaml': map('other', 'data: {a: b}'),
    'apps/web.yaml': deployment('web', 'web'), 'apps/service.yaml': service(80), 'apps/same.yaml': map('same', 'data: {a: b}'),
  });
  const at = ['--path', repository.root, '--kubeconfig', server.kubeconfig, '--offline', '--quiet', '--live'];
  try {
    console.log('\nvalidate --live');
    await applyAll(client, repository.root);
    const unchanged = await command('validate', [...at, '--base', 'HEAD']);
    check('nothing changed: nobody is asked', [unchanged.err.startsWith('--live: compared with HEAD ('), lastLine(unchanged.out)], [true, `prod, context "live", Kubernetes ${client.version}: no changed objects; --all asks about every object`]);
    // Somebody else has made this one immutable.
    await must(client, 'PATCH', '/api/v1/namespaces/default/configmaps/other', { data: { a: 'c' }, immutable: true }, 'application/merge-patch+json');
    repository.commit({
      'apps/map.yaml': map('plain', 'data: {a: c}'), 'apps/fixed.yaml': map('fixed', 'data: {a: c}\nimmutable: true'), 'apps/other.yaml': map('other', 'data: {a: d}'),
      'apps/web.yaml': deployment('web', 'renamed'), 'apps/service.yaml': service(81), 'apps/thing.yaml': thing(3), 'apps/new.yaml': deployment('new', 'new', '  replica: 2\n'),
    });
    const { code, out, err } = await command('validate', [...at, '--base', 'HEAD~1']);
    check('a change: what base has too is not asked about', [code, err], [1, `--live: compared with HEAD~1 (${repository.git('rev-parse', 'HEAD~1').slice(0, 10)})\n`]);
    check('refused and accepted alike, as creation and as change', out.split('\n').filter((line) => /^(disagreement|not told|not asked|prod, )/.test(line)), [
      'not told      1 object: what lives is not what base has, so the answer is about another change',
      'not told      1 object: only the cluster can know: Service "web" is invalid: spec.ports[0].nodePort: Invalid value: 30080: provided port is already allocated',
      `prod, context "live", Kubernetes ${client.version}: 6 of 7 changed objects and 5 of 6 changes of what lives judged by both, 11 alike (4 refused by the server), 0 disagreements`,
    ]);
    note(lastLine(out));
    const all = await command('validate', [...at, '--all']);
    check('--all: every object', lastLine(all.out).replace(/^.*?: /, ''), '8 of 11 objects judged by both, 8 alike (1 refused by the server), 0 disagreements');

    // A policy of the cluster is no mistake of ours while nobody has told us of it.
    const policy = { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicy', metadata: { name: 'no-plain' }, spec: { failurePolicy: 'Fail', matchConstraints: { resourceRules: [{ apiGroups: [''], apiVersions: ['v1'], operations: ['CREATE', 'UPDATE'], resources: ['configmaps'] }] }, validations: [{ expression: "object.metadata.name != 'plain'", message: 'not this one' }] } };
    await must(client, 'POST', '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies', policy);
    await must(client, 'POST', '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings', { apiVersion: 'admissionregistration.k8s.io/v1', kind: 'ValidatingAdmissionPolicyBinding', metadata: { name: 'no-plain' }, spec: { policyName: 'no-plain', validationActions: ['Deny'] } });
    await until('the policy', async () => ((await client.send({ method: 'POST', path: '/api/v1/namespaces/default/configmaps?dryRun=All', body: { metadata: { name: 'plain' } } as JsonObject })).ok ? undefined : true));
    await new Promise((settle) => setTimeout(settle, 1_000));
    const denied = await command('validate', [...at, '--base', 'HEAD~1']);
    check('a policy that validate does not know of is no disagreement', [denied.out.includes("a policy that validate does not know of (npm run schemas:pull): configmaps \"plain\" is forbidden: ValidatingAdmissionPolicy 'no-plain' with binding 'no-plain' denied request: not this one"), /, 0 disagreements$/.test(lastLine(denied.out))], [true, true]);
    await command('schemas-pull', at.slice(0, 4));
    const known = await command('validate', [...at, '--base', 'HEAD~1']);
    check('once its facts are in git, validate says it as well', [known.out.split('\n').filter((line) => line.includes('not this one')), known.out.includes('does not know of'), /, 0 disagreements$/.test(lastLine(known.out))], [['error schema/admission  the policy no-plain (binding no-plain) says: not this one'], false, true]);
    for (const kind of ['validatingadmissionpolicybindings', 'validatingadmissionpolicies']) await must(client, 'DELETE', `/apis/admissionregistration.k8s.io/v1/${kind}/no-plain`);

    rmSync(`${repository.root}/.git`, { recursive: true });
    const bare = await command('validate', at);
    check('without git nobody knows what changed', [bare.code, bare.err.replaceAll(repository.root, 'DIR')], [2, '--live: DIR is in no git repository, so there is nothing to compare it with; name two folders: npm run diff -- BASE HEAD; --live --all asks about every object\n']);
  } finally {
    client.close();
    repository.remove();
  }
}

/** Applies what a repository renders, as kustomize-controller does; what the server does not serve is left out. */
async function applyAll(client: Client, folder: string): Promise<void> {
  const { units } = JSON.parse((await command('render', ['--path', folder, '--offline', '--format', 'json'])).out) as { units: { manifests: { object: JsonObject }[] }[] };
  const objects = units.flatMap(({ manifests }) => manifests.map(({ object }) => object));
  const isDefinition = ({ kind }: JsonObject): boolean => kind === 'CustomResourceDefinition';
  for (const each of [...objects.filter(isDefinition), ...objects.filter((one) => !isDefinition(one))]) {
    await until(`${String(each['kind'])} is served`, async () => {
      const discovery = await discover(client);
      const served = discovery.ok ? discovery.value.find(String(each['apiVersion']), String(each['kind'])) : undefined;
      if (served === undefined) return /fluxcd/.test(String(each['apiVersion'])) ? true : undefined;
      const { apply } = requestsFor(each, served, 'kustomize-controller');
      await must(client, 'PATCH', apply.path.replace('dryRun=All&', ''), each, apply.contentType);
      return true;
    });
  }
}
