import { type Fate, serveFaults } from '../../live/testing/faults.ts';
import type { Server } from '../../live/testing/server.ts';
import { configMap, makeRepository, prod } from '../repository.ts';
import { clientOf, command, lastLine, must, until, type Ran, type Suite } from './suite.ts';

const crds = '/apis/apiextensions.k8s.io/v1/customresourcedefinitions';
const definition = (plural: string, kind: string, versions: readonly (readonly [string, boolean])[], group = 'example.org') => ({
  apiVersion: 'apiextensions.k8s.io/v1', kind: 'CustomResourceDefinition', metadata: { name: `${plural}.${group}` },
  spec: { group, scope: 'Namespaced', names: { plural, kind }, versions: versions.map(([name, served], i) => ({ name, served, storage: i === 0, schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } } })) },
});
const tool = 'apiVersion: example.org/v1\nkind: Tool\nmetadata: {name: t, namespace: default}\n';

/** What may be wrong with a cluster: each is one clear message, what could be read is kept and marked as partial, and the exit code is 2. */
export async function troubles({ check }: Suite, server: Server): Promise<void> {
  const client = await clientOf(server.kubeconfig);
  const maps = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`apps/m${i}.yaml`, configMap(`m${i}`)]));
  const repository = makeRepository({ ...prod, ...maps, 'apps/tool.yaml': tool });
  const at = ['--path', repository.root, '--kubeconfig'];
  const served = async (path: string, is: boolean): Promise<void> => {
    await until(path, async () => ((await client.send({ path })).ok === is ? true : undefined));
    // Discovery is told a moment later.
    await new Promise((settle) => setTimeout(settle, 3_000));
  };
  try {
    console.log('\ntroubles');
    await must(client, 'POST', crds, definition('tools', 'Tool', [['v1', true], ['v2', true]]));
    await served('/apis/example.org/v1/tools', true);
    check('facts, all of them', (await command('schemas-pull', [...at, server.kubeconfig])).code, 0);

    await must(client, 'PATCH', `${crds}/tools.example.org`, [{ op: 'replace', path: '/spec/versions/0/served', value: false }] as never, 'application/json-patch+json');
    await served('/apis/example.org/v1/tools', false);
    const differs = await command('schemas-pull', [...at, server.kubeconfig, '--check']);
    check('a version that is no longer served: facts', [differs.code, differs.out.split('\n').filter((line) => /Tool/.test(line))], [1, ['the schema of example.org/v1 Tool is another']]);
    const gone = await command('drift', [...at, server.kubeconfig]);
    check('a version that is no longer served: drift', [gone.code, section(gone, 'not compared:').filter((line) => /Tool/.test(line)), /; partial$/.test(lastLine(gone.out))], [2, ['the cluster does not serve example.org/v1 Tool, only example.org/v2'], true]);
    const said = await command('validate', [...at, server.kubeconfig, '--live', '--all', '--offline', '--quiet']);
    check('a version that is no longer served: validate --live', said.out.split('\n').filter((line) => /^not told.*Tool/.test(line)), ['not told      1 object: the cluster does not serve example.org/v1 Tool, only example.org/v2']);

    await must(client, 'POST', crds, definition('things', 'Thing', [['v1', true]], 'example.com'));
    await must(client, 'POST', crds, definition('others', 'Thing', [['v1', true]], 'example.com'));
    await until('the conflict', async () => (JSON.stringify(await must(client, 'GET', `${crds}/others.example.com`)).includes('already in use') ? true : undefined));
    const half = await command('schemas-pull', [...at, server.kubeconfig]);
    check('a CRD that is not established: facts', [half.code, half.err], [2, 'not read: a kind that is not served: CustomResourceDefinition others.example.com is not established: NamesAccepted is False: "ThingList" is already in use\n']);
    await must(client, 'DELETE', `${crds}/things.example.com`);
    await must(client, 'DELETE', `${crds}/others.example.com`);

    await must(client, 'POST', '/apis/apiregistration.k8s.io/v1/apiservices', { apiVersion: 'apiregistration.k8s.io/v1', kind: 'APIService', metadata: { name: 'v1beta1.metrics.k8s.io' }, spec: { group: 'metrics.k8s.io', version: 'v1beta1', groupPriorityMinimum: 100, versionPriority: 100, insecureSkipTLSVerify: true, service: { namespace: 'default', name: 'nobody' } } });
    await new Promise((settle) => setTimeout(settle, 4_000));
    const stale = await command('drift', [...at, server.kubeconfig]);
    check('an API server behind the API server that does not answer: drift', [stale.code, section(stale, 'not compared:').filter((line) => /metrics/.test(line))], [2, ['extra objects of metrics.k8s.io/v1beta1: its API server does not answer']]);
    await must(client, 'DELETE', '/apis/apiregistration.k8s.io/v1/apiservices/v1beta1.metrics.k8s.io');

    // From here on the way to the server is troubled.
    const through = async (fate: (number: number, path: string) => Fate, script: string, ...args: readonly string[]): Promise<Ran & { readonly url: string; readonly asked: number }> => {
      const faults = await serveFaults(server, { token: 'admin-token' }, fate);
      const ran = await command(script, [...at, faults.kubeconfig, ...args]).finally(() => faults.close());
      return { code: ran.code, out: ran.out.replaceAll(faults.url, 'URL'), err: ran.err.replaceAll(faults.url, 'URL'), url: faults.url, asked: faults.asked.length };
    };
    const name = 'the API server at URL (context "live")';
    const plain = await through(() => 'pass', 'drift');
    const isObject = (path: string): boolean => /configmaps(\/m\d+$|\?dryRun)/.test(path);
    const after = (many: number, fate: Fate) => {
      let seen = 0;
      return (_: number, path: string): Fate => (isObject(path) && ++seen > many ? fate : seen > many ? fate : 'pass');
    };
    for (const [what, fate, message] of [
      ['hangs', 'hang', `${name} did not answer within 2 s; --timeout gives it longer`],
      ['dies', 'cut', `${name} broke off in the middle of an answer`],
      ['no longer knows the token', { status: 401, message: 'Unauthorized' }, `${name} does not accept the credentials of user "me"; log in again`],
      ['throttles and never ends', { status: 429, message: 'too many', retryAfter: 0 }, `${name} throttles: it answered 429 five times in a row; --qps 12 asks more slowly`],
    ] as const) {
      const ran = await through(after(16, fate), 'drift', '--timeout', '2');
      const told = section(ran, 'not compared:');
      const [, left] = /^(\d+) objects: /.exec(told.find((line) => line.includes(message)) ?? '') ?? [];
      const compared = Number(/: (\d+) of 43 objects compared/.exec(lastLine(ran.out))?.[1]);
      check(`a server that ${what} in the middle of drift: partial`, [ran.code, told.includes(`extra objects: ${message}`), compared > 0 && compared + Number(left) === 40, / missing; partial$/.test(lastLine(ran.out)), ran.err], [2, true, true, true, '']);
      const live = await through(after(0, fate), 'validate', '--live', '--all', '--offline', '--quiet', '--timeout', '2');
      check(`a server that ${what} is no disagreement`, [live.code, live.out.includes('disagreement  '), live.out.includes(message) || live.err.includes(message)], [2, false, true]);
      const dead = await through((number) => (number > 1 ? fate : 'pass'), 'status', '--offline', '--timeout', '2');
      check(`a server that ${what} at once: one message`, [dead.code, dead.out, dead.err], [2, '', `${message}\n`]);
    }
    let seen = 0;
    const throttled = await through((_, path) => (isObject(path) && ++seen % 5 === 0 ? { status: 429, message: 'too many', retryAfter: 1 } : 'pass'), 'drift');
    check('a server that throttles now and then is waited for', [throttled.code, throttled.out], [plain.code, plain.out.replaceAll(plain.url, 'URL')]);

    // Half of the rights.
    await must(client, 'POST', '/apis/rbac.authorization.k8s.io/v1/namespaces/default/roles', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'Role', metadata: { name: 'half' }, rules: [{ apiGroups: [''], resources: ['configmaps'], verbs: ['get'] }] });
    await must(client, 'POST', '/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings', { apiVersion: 'rbac.authorization.k8s.io/v1', kind: 'RoleBinding', metadata: { name: 'half' }, roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'Role', name: 'half' }, subjects: [{ kind: 'User', apiGroup: 'rbac.authorization.k8s.io', name: 'ci' }] });
    await must(client, 'POST', '/api/v1/namespaces/default/configmaps', { metadata: { name: 'm0' } });
    await new Promise((settle) => setTimeout(settle, 1_000));
    const rights = await command('drift', [...at, server.kubeconfigFor({ token: 'ci-token' })]);
    check('half of the rights: what is missing is said with verb, resource and namespace, the rest compared', [rights.code, section(rights, 'not compared:').filter((line) => /configmaps/.test(line)).sort(), / 39 missing; partial$/.test(lastLine(rights.out))], [2, [
      'extra configmaps: user "ci" may not list configmaps in the whole cluster; docs/live.md has the Role', 'user "ci" may not patch configmaps "m0" in namespace default; docs/live.md has the Role',
    ], true]);

    const died = await command('drift', [...at, server.kubeconfig, '--qps', '10'], { meanwhile: () => void setTimeout(() => server.kill(), 3_500) });
    check('the real server, killed in the middle', [died.code, /(cannot be reached: it (refuses|ended) the connection|broke off in the middle of an answer)/.test(died.out + died.err)], [2, true]);
  } finally {
    client.close();
    repository.remove();
  }
}

/** The lines below a heading of the report. */
function section({ out }: Ran, heading: string): string[] {
  const lines = out.split('\n');
  const from = lines.indexOf(heading);
  return from < 0 ? [] : lines.slice(from + 1, lines.indexOf('', from)).map((line) => line.trim());
}
