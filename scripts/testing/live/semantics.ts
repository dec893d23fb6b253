import { join } from 'node:path';
import { atPointer } from '../../lib/json.ts';
import type { Client } from '../../live/connect/index.ts';
import { runFleet } from '../../live/testing/fleet.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { makeGitRepository } from '../git.ts';
import { syncOf } from '../repository.ts';
import { clientOf, command, must, shared, until, type Suite } from './suite.ts';

/** What somebody does to an object that Flux applied. */
interface Edit {
  readonly what: string;
  /** Below /api/v1/namespaces/default/ or /apis/apps/v1/namespaces/default/. */
  readonly object: string;
  readonly manager: string;
  readonly patch: JsonObject | 'delete';
  /** By `kubectl apply --server-side`, not by an update. */
  readonly apply?: true;
  /** Whether Flux takes the value there back is what is asked. */
  readonly pointer: string;
}

const kustomize = 'kustomize.toolkit.fluxcd.io';
const map = (name: string, note = '', data = '{a: b}'): string => `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: ${name}, namespace: default${note === '' ? '' : `, annotations: {${note}}`}}\ndata: ${data}\n`;
const deployment = (name: string, replicas: string): string => `apiVersion: apps/v1
kind: Deployment
metadata: {name: ${name}, namespace: default, labels: {app: ${name}}}
spec:
${replicas}  selector: {matchLabels: {app: ${name}}}
  template:
    metadata: {labels: {app: ${name}}}
    spec:
      containers:
        - {name: web, image: "a:1.0.0", ports: [{containerPort: 80}], env: [{name: A, value: "1"}], resources: {requests: {cpu: 1000m, memory: 1024Mi}}}
`;
const release = (name: string, detection: string): string => `apiVersion: helm.toolkit.fluxcd.io/v2
kind: HelmRelease
metadata: {name: ${name}, namespace: default}
spec:
  interval: 1h
  chart: {spec: {chart: charts/${name}, sourceRef: {kind: GitRepository, name: flux-system, namespace: flux-system}}}
${detection}`;
const chart = (name: string): Record<string, string> => ({
  [`charts/${name}/Chart.yaml`]: `apiVersion: v2\nname: ${name}\nversion: 1.0.0\n`,
  [`charts/${name}/templates/all.yaml`]: ['one', 'two', 'three', 'four'].map((each) => map(`${name}-${each}`)).join('---\n') + `---\n${deployment(`${name}-web`, '  replicas: 2\n')}`,
});

const files = {
  'clusters/prod/apps.yaml': syncOf('apps', './apps', '  ignore:\n    - paths: [/data/a]\n      target: {kind: ConfigMap, name: by-rule}\n'),
  'clusters/prod/releases.yaml': [release('on', '  driftDetection:\n    mode: enabled\n    ignore:\n      - paths: [/spec/replicas]\n        target: {kind: Deployment}\n'), release('warned', '  driftDetection: {mode: warn}\n'), release('off', '')].join('---\n'),
  ...chart('on'), ...chart('warned'), ...chart('off'),
  'apps/maps.yaml': [
    ...['changed', 'added', 'other-added', 'other-changed', 'deleted', 'labelled', 'other-labelled', 'by-rule', 'server-side', 'applied'].map((name) => map(name)),
    map('merged', `${kustomize}/ssa: Merge`), map('merged-changed', `${kustomize}/ssa: Merge`), map('once', `${kustomize}/ssa: IfNotPresent`), map('once-deleted', `${kustomize}/ssa: IfNotPresent`), map('disabled', `${kustomize}/reconcile: disabled`), map('let-alone'), map('once-there'), map('noted', 'note: x'),
  ].join('---\n'),
  'apps/secret.yaml': 'apiVersion: v1\nkind: Secret\nmetadata: {name: text, namespace: default}\nstringData: {a: hunter2}\ndata: {b: eA==}\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: text-changed, namespace: default}\nstringData: {a: hunter2}\n',
  'apps/web.yaml': [deployment('web', ''), deployment('scaled', ''), deployment('fixed', '  replicas: 2\n'), deployment('quantity', ''), deployment('defaulted', ''), deployment('tagged', ''), deployment('injected', '')].join('---\n'),
  'apps/service.yaml': 'apiVersion: v1\nkind: Service\nmetadata: {name: web, namespace: default}\nspec: {selector: {app: web}, ports: [{port: 80}]}\n',
};

const inTemplate = (container: JsonObject): JsonObject => ({ spec: { template: { spec: { containers: [{ name: 'web', ...container }] } } } });
const edits: readonly Edit[] = [
  { what: 'a value changed with kubectl edit', object: 'configmaps/changed', manager: 'kubectl-edit', patch: { data: { a: 'c' } }, pointer: '/data/a' },
  { what: 'a key added with kubectl edit', object: 'configmaps/added', manager: 'kubectl-edit', patch: { data: { b: 'c' } }, pointer: '/data/b' },
  { what: 'a key added by a controller', object: 'configmaps/other-added', manager: 'some-controller', patch: { data: { b: 'c' } }, pointer: '/data/b' },
  { what: 'a value changed by a controller', object: 'configmaps/other-changed', manager: 'some-controller', patch: { data: { a: 'c' } }, pointer: '/data/a' },
  { what: 'an object deleted', object: 'configmaps/deleted', manager: 'kubectl', patch: 'delete', pointer: '' },
  { what: 'a label added with kubectl label', object: 'configmaps/labelled', manager: 'kubectl-label', patch: { metadata: { labels: { x: 'y' } } }, pointer: '/metadata/labels/x' },
  { what: 'a label added by a controller', object: 'configmaps/other-labelled', manager: 'some-controller', patch: { metadata: { labels: { x: 'y' } } }, pointer: '/metadata/labels/x' },
  { what: 'an annotation of git changed', object: 'configmaps/noted', manager: 'kubectl-annotate', patch: { metadata: { annotations: { note: 'y' } } }, pointer: '/metadata/annotations/note' },
  { what: 'a field that spec.ignore takes out', object: 'configmaps/by-rule', manager: 'kubectl-edit', patch: { data: { a: 'c' } }, pointer: '/data/a' },
  { what: 'a key added with kubectl apply --server-side', object: 'configmaps/server-side', manager: 'kubectl', apply: true, patch: { data: { b: 'c' } }, pointer: '/data/b' },
  { what: 'a key added with kubectl apply', object: 'configmaps/applied', manager: 'kubectl-client-side-apply', patch: { metadata: { annotations: { 'kubectl.kubernetes.io/last-applied-configuration': '{}' } }, data: { b: 'c' } }, pointer: '/data/b' },
  { what: 'ssa: Merge, a key added with kubectl edit', object: 'configmaps/merged', manager: 'kubectl-edit', patch: { data: { b: 'c' } }, pointer: '/data/b' },
  { what: 'ssa: Merge, a value changed', object: 'configmaps/merged-changed', manager: 'kubectl-edit', patch: { data: { a: 'c' } }, pointer: '/data/a' },
  { what: 'ssa: IfNotPresent, a value changed', object: 'configmaps/once', manager: 'kubectl-edit', patch: { data: { a: 'c' } }, pointer: '/data/a' },
  { what: 'ssa: IfNotPresent, deleted', object: 'configmaps/once-deleted', manager: 'kubectl', patch: 'delete', pointer: '' },
  { what: 'reconcile: disabled put on in the cluster', object: 'configmaps/let-alone', manager: 'kubectl-edit', patch: { metadata: { annotations: { [`${kustomize}/reconcile`]: 'disabled' } }, data: { a: 'c' } }, pointer: '/data/a' },
  { what: 'ssa: IfNotPresent put on in the cluster', object: 'configmaps/once-there', manager: 'kubectl-edit', patch: { metadata: { annotations: { [`${kustomize}/ssa`]: 'IfNotPresent' } }, data: { a: 'c' } }, pointer: '/data/a' },
  { what: 'a Secret changed', object: 'secrets/text-changed', manager: 'kubectl-edit', patch: { data: { a: 'eA==' } }, pointer: '/data/a' },
  { what: 'replicas that git does not say, set by an autoscaler', object: 'deployments/scaled', manager: 'kube-controller-manager', patch: { spec: { replicas: 5 } }, pointer: '/spec/replicas' },
  { what: 'replicas that git does not say, set with kubectl scale', object: 'deployments/web', manager: 'kubectl-scale', patch: { spec: { replicas: 5 } }, pointer: '/spec/replicas' },
  { what: 'replicas that git says', object: 'deployments/fixed', manager: 'kubectl-scale', patch: { spec: { replicas: 5 } }, pointer: '/spec/replicas' },
  { what: 'a quantity written otherwise', object: 'deployments/quantity', manager: 'some-controller', patch: inTemplate({ resources: { requests: { cpu: '1', memory: '1Gi' } } }), pointer: '/spec/template/spec/containers/0/resources/requests/cpu' },
  { what: 'a default changed by a controller', object: 'deployments/defaulted', manager: 'some-controller', patch: { spec: { progressDeadlineSeconds: 5 } }, pointer: '/spec/progressDeadlineSeconds' },
  { what: 'an image changed', object: 'deployments/tagged', manager: 'kubectl-set', patch: inTemplate({ image: 'evil:1' }), pointer: '/spec/template/spec/containers/0/image' },
  { what: 'a container that a webhook injected', object: 'deployments/injected', manager: 'sidecar-injector', patch: { spec: { template: { spec: { containers: [{ name: 'sidecar', image: 's:1' }] } } } }, pointer: '/spec/template/spec/containers/1' },
  ...['on', 'warned', 'off'].flatMap((name): Edit[] => [
    { what: `HelmRelease ${name}: a value changed`, object: `configmaps/${name}-one`, manager: 'kubectl-edit', patch: { data: { a: 'c' } }, pointer: '/data/a' },
    { what: `HelmRelease ${name}: a key added`, object: `configmaps/${name}-two`, manager: 'kubectl-edit', patch: { data: { b: 'c' } }, pointer: '/data/b' },
    { what: `HelmRelease ${name}: driftDetection: disabled put on in the cluster`, object: `configmaps/${name}-three`, manager: 'kubectl-edit', patch: { metadata: { annotations: { 'helm.toolkit.fluxcd.io/driftDetection': 'disabled' } }, data: { a: 'c' } }, pointer: '/data/a' },
    { what: `HelmRelease ${name}: deleted`, object: `configmaps/${name}-four`, manager: 'kubectl', patch: 'delete', pointer: '' },
    { what: `HelmRelease ${name}: replicas (an ignore rule of "on")`, object: `deployments/${name}-web`, manager: 'kubectl-scale', patch: { spec: { replicas: 5 } }, pointer: '/spec/replicas' },
  ]),
];

interface Row {
  readonly is: string;
  readonly object: { readonly kind: string; readonly name: string };
  readonly flux: string;
  readonly fields: readonly { readonly pointer: string }[];
}

/** Edits objects under Flux, asks drift what Flux will make of each, lets the real controllers reconcile, and compares. */
export async function semantics({ check, note }: Suite, binaries: string, charts: string): Promise<void> {
  console.log('\nwhat Flux takes back, and what it leaves');
  const repository = makeGitRepository(files);
  const fleet = await runFleet({ scripts: join(shared, 'flux-live'), binaries, charts, repository: repository.root, cluster: 'prod', log: note });
  const client = await clientOf(fleet.kubeconfig);
  const drift = async (): Promise<{ readonly drifts: readonly Row[]; readonly notCompared: readonly string[]; readonly partial: boolean }> => JSON.parse((await command('drift', ['--path', fleet.repository, '--cluster', 'prod', '--entry', 'clusters/prod', '--kubeconfig', fleet.kubeconfig, '--format', 'json'])).out) as never;
  const live = async ({ object }: Edit): Promise<JsonObject | undefined> => {
    const found = await client.send({ path: pathOf(object) });
    return found.ok ? found.value : undefined;
  };
  try {
    const untouched = await drift();
    check('nothing is touched: nothing drifts, however git writes it', [untouched.drifts, untouched.notCompared], [[], []]);
    for (const { object, manager, patch, apply } of edits) {
      if (patch === 'delete') await must(client, 'DELETE', pathOf(object));
      else if (apply) await must(client, 'PATCH', `${pathOf(object)}?fieldManager=${manager}&force=true`, { apiVersion: 'v1', kind: 'ConfigMap', ...patch }, 'application/apply-patch+yaml');
      else await must(client, 'PATCH', `${pathOf(object)}?fieldManager=${manager}`, patch, 'application/strategic-merge-patch+json');
    }
    const edited = new Map(await Promise.all(edits.map(async (edit) => [edit, await live(edit)] as const)));
    const { drifts } = await drift();
    await Promise.all([...['apps', 'flux-system'].map((name) => `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations/${name}`), ...['on', 'warned', 'off'].map((name) => `/apis/helm.toolkit.fluxcd.io/v2/namespaces/default/helmreleases/${name}`)].map((path) => reconciled(client, path)));
    let alike = 0;
    for (const edit of edits) {
      const [was, is] = [edited.get(edit), await live(edit)];
      const actual = value(was, edit.pointer) === value(is, edit.pointer) ? 'leaves it' : 'takes it back';
      const [kind, name] = edit.object.split('/');
      const row = drifts.find(({ object }) => object.name === name && `${object.kind.toLowerCase()}s` === kind);
      const isTold = row !== undefined && corrects(row) && (row.is === 'missing' || row.fields.some(({ pointer }) => edit.pointer === pointer || edit.pointer.startsWith(`${pointer}/`) || pointer.startsWith(`${edit.pointer}/`)));
      const told = isTold ? 'takes it back' : 'leaves it';
      if (told === actual) alike++;
      else check(`${edit.what}: Flux ${actual}`, told, actual);
    }
    note(`${edits.length} edits: drift and the real controllers alike in ${alike}`);
    check('what drift says Flux will do is what Flux does', alike, edits.length);
    check('afterwards, what is left is what drift had said is left', (await drift()).drifts.filter(corrects).map(({ object: { kind, name } }) => `${kind} ${name}`), []);
  } finally {
    client.close();
    fleet.stop();
    repository.remove();
  }
}

function corrects({ flux }: Row): boolean {
  return /^Flux (takes it back|makes it anew)/.test(flux);
}

function pathOf(object: string): string {
  return `${object.startsWith('deployments') ? '/apis/apps/v1' : '/api/v1'}/namespaces/default/${object}`;
}

function value(body: JsonObject | undefined, pointer: string): string {
  const found: Json | undefined = pointer === '' ? body !== undefined : body === undefined ? undefined : atPointer(body, pointer);
  return JSON.stringify(found ?? null);
}

/** Asks a controller to look again, and waits until it has. */
async function reconciled(client: Client, path: string): Promise<void> {
  const token = new Date().toISOString();
  await must(client, 'PATCH', path, { metadata: { annotations: { 'reconcile.fluxcd.io/requestedAt': token } } }, 'application/merge-patch+json');
  await until(path, async () => {
    const { status } = (await must(client, 'GET', path)) as unknown as { status?: { lastHandledReconcileAt?: string; conditions?: { type: string; status: string }[] } };
    const isReady = status?.conditions?.some(({ type, status: is }) => type === 'Ready' && is === 'True') === true;
    return status?.lastHandledReconcileAt === token && isReady ? true : undefined;
  });
}
