import { createHash } from 'node:crypto';
import { object, objects, refOf, text } from '../../lib/object.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Cluster } from '../../model/cluster.ts';
import type { Manifest } from '../../model/manifest.ts';

/** Where the repository lies, as the FluxInstance names it. */
export interface Git {
  readonly url: string;
  readonly scheme: 'https' | 'http' | 'ssh';
  /** `https://gitea.example.com`: the API of the same host. */
  readonly api: string;
  readonly owner: string;
  readonly repository: string;
  /** The Secret with the log-in; '' where the repository is open. */
  readonly secret: string;
}

/** A Receiver of git that waits to be called at each push. */
export interface Webhook {
  readonly namespace: string;
  readonly name: string;
  /** The Secret that holds its `token`. */
  readonly secret: string;
}

/** What brings Flux to an empty cluster, in order. */
export interface Plan {
  readonly cluster: string;
  readonly namespace: JsonObject;
  readonly git: Git;
  /** The HelmRelease of flux-operator and what it renders; applied as Helm would, so that the release takes it over. */
  readonly operator: { readonly unit: string; readonly manifests: readonly JsonObject[] };
  readonly instance: JsonObject;
  /** Where the FluxInstance is written. */
  readonly file: string;
  readonly webhooks: readonly Webhook[];
}

/** Reads the plan from a rendered cluster; a sentence where something is missing. */
export function planOf(cluster: string, { manifests, units }: Pick<Cluster, 'manifests' | 'units'>, api: string | undefined): Plan | string {
  const ofKind = (kind: string): Manifest[] => manifests.filter(({ object: body }) => body['kind'] === kind);
  const instance = ofKind('FluxInstance')[0];
  if (instance === undefined) return `the cluster ${cluster} has no FluxInstance: write one into its entry folder (https://fluxcd.control-plane.io/operator/fluxinstance/)`;
  const body = instance.object;
  const namespace = text(body, 'metadata', 'namespace');
  const url = text(body, 'spec', 'sync', 'url');
  const git = readUrl(url, text(body, 'spec', 'sync', 'pullSecret'), api);
  if (git === undefined) return `spec.sync.url of FluxInstance ${namespace}/${text(body, 'metadata', 'name')} is no https or ssh address of a repository: "${url}"`;
  const definer = manifests.find(({ object: each }) => each['kind'] === 'CustomResourceDefinition' && text(each, 'spec', 'names', 'kind') === 'FluxInstance');
  const operator = manifests.filter(({ unit, object: each, hooks }) => unit.kind === 'HelmRelease' && hooks === undefined && each['kind'] !== undefined && definer?.unit.name === unit.name && definer.unit.namespace === unit.namespace);
  const unit = operator[0]?.unit;
  const unrendered = units.find(({ id, outcome }) => id.kind === 'HelmRelease' && outcome !== 'rendered' && id.name.includes('flux-operator'));
  if (unrendered !== undefined) return `HelmRelease/${unrendered.id.namespace}/${unrendered.id.name}, which brings the definition of FluxInstance, was not rendered: ${unrendered.message ?? unrendered.problems[0]?.message ?? unrendered.outcome}`;
  if (unit === undefined) return `no HelmRelease of the cluster ${cluster} brings the definition of FluxInstance: add a HelmRelease of the chart flux-operator`;
  const wanted = ofKind('Namespace').find(({ object: each }) => text(each, 'metadata', 'name') === namespace)?.object;
  return {
    cluster, git, instance: body, file: instance.originOf('').steps[0]?.place?.file ?? '',
    namespace: wanted ?? { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
    operator: { unit: `HelmRelease/${unit.namespace}/${unit.name}`, manifests: operator.map(({ object: each }) => each) },
    webhooks: ofKind('Receiver').map(({ object: each }) => ({ namespace: text(each, 'metadata', 'namespace'), name: text(each, 'metadata', 'name'), secret: text(each, 'spec', 'secretRef', 'name') })),
  };
}

export function readUrl(url: string, secret: string, api: string | undefined): Git | undefined {
  const short = /^(?:[\w.-]+@)([\w.-]+):(?!\/)(.+)$/.exec(url);
  let parsed: URL;
  try {
    parsed = new URL(short === null ? url : `ssh://${short[1]}/${short[2]}`);
  } catch {
    return undefined;
  }
  const scheme = parsed.protocol.slice(0, -1);
  const [owner, repository, ...more] = parsed.pathname.replace(/^\/+/, '').replace(/\.git$/, '').split('/');
  if (!['https', 'http', 'ssh'].includes(scheme) || owner === undefined || owner === '' || repository === undefined || repository === '' || more.length > 0) return undefined;
  return { url, scheme: scheme as Git['scheme'], api: (api ?? (scheme === 'ssh' ? `https://${parsed.hostname}` : parsed.origin)).replace(/\/$/, ''), owner, repository, secret };
}

/** The path at which notification-controller takes calls for a Receiver (notification-controller api v1 GetWebhookPath). */
export function webhookPath(token: string, { namespace, name }: Webhook): string {
  return `/hook/${createHash('sha256').update(`${token}${name}${namespace}`).digest('hex')}`;
}

/** The definitions first: nothing of their kinds is taken before they are there. */
export function inOrder(manifests: readonly JsonObject[]): JsonObject[] {
  const rank = ({ kind }: JsonObject): number => (kind === 'CustomResourceDefinition' ? 0 : kind === 'Namespace' ? 1 : kind === 'ServiceAccount' ? 2 : 3);
  return [...manifests].sort((a, b) => rank(a) - rank(b));
}

/** The steps as commands that a person can run, each safe to run again. */
export function planText({ cluster, namespace, git, operator, instance, file, webhooks }: Plan): string {
  const name = text(namespace, 'metadata', 'name');
  const { name: own } = refOf(instance);
  const steps: (readonly [string, readonly string[]])[] = [
    [`the namespace ${name}`, [`kubectl get namespace ${name} || kubectl create namespace ${name}`]],
    git.secret === '' ? ['the log-in: none, the repository is open', []]
      : git.scheme === 'ssh' ? [`a deploy key that may read ${git.owner}/${git.repository} and nothing else`, [
        `ssh-keygen -q -t ed25519 -N '' -C flux-${cluster} -f ./flux-${cluster}`,
        `curl -fsS -X POST -H "Authorization: token $GITEA_TOKEN" -H 'Content-Type: application/json' ${git.api}/api/v1/repos/${git.owner}/${git.repository}/keys --data "{\\"title\\":\\"flux-${cluster}\\",\\"read_only\\":true,\\"key\\":\\"$(cat flux-${cluster}.pub)\\"}"`,
        `kubectl create secret generic ${git.secret} --namespace ${name} --from-file identity=flux-${cluster} --from-file identity.pub=flux-${cluster}.pub --from-file known_hosts`,
      ]]
        : [`the log-in of a user that may read ${git.owner}/${git.repository} and nothing else`, [`kubectl create secret generic ${git.secret} --namespace ${name} --from-literal username="$GIT_USERNAME" --from-literal password="$GIT_PASSWORD"`]],
    [`flux-operator, as ${operator.unit} will have it (${operator.manifests.length} objects)`, [`npm run --silent render -- ${operator.unit} --cluster ${cluster} | kubectl apply --server-side --field-manager helm-controller --filename -`]],
    [`the FluxInstance ${own}, which installs Flux and syncs ${text(instance, 'spec', 'sync', 'path')}`, [`kubectl apply --server-side --field-manager kustomize-controller --filename ${file}`, `kubectl wait --namespace ${name} fluxinstance/${own} --for condition=Ready --timeout 5m`]],
    webhooks.length === 0 ? ['the webhook: none, git holds no Receiver; Flux looks for new commits at its interval', []]
      : [`a webhook on ${git.owner}/${git.repository} for ${webhooks.map((each) => `Receiver ${each.namespace}/${each.name}`).join(' and ')}`, ['npm run bootstrap -- --apply --webhook-url https://HOST does it, where HOST leads to notification-controller']],
  ];
  return `${steps.map(([title, commands], i) => [`# ${i + 1}. ${title}`, ...commands].join('\n')).join('\n\n')}\n`;
}

export function secretOf(namespace: string, name: string, data: Readonly<Record<string, string>>): JsonObject {
  return { apiVersion: 'v1', kind: 'Secret', metadata: { name, namespace }, type: 'Opaque', data: Object.fromEntries(Object.entries(data).map(([key, value]) => [key, Buffer.from(value).toString('base64')])) };
}

/** Whether the controller says that it has done what the object asks for now. */
export function isReady(body: JsonObject): boolean {
  const found = objects(body, 'status', 'conditions').find((each) => each['type'] === 'Ready');
  const seen = found?.['observedGeneration'];
  return found?.['status'] === 'True' && (seen === undefined || seen === object(body, 'metadata')['generation']);
}
