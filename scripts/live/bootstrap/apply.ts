import { randomBytes } from 'node:crypto';
import { object, refOf, text } from '../../lib/object.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Client, fail, type Result } from '../connect/index.ts';
import { discover, type Discovery, pathOf } from '../objects/discovery.ts';
import type { Gitea } from './gitea.ts';
import { newIdentity } from './identity.ts';
import { inOrder, isReady, type Plan, secretOf, webhookPath } from './plan.ts';

export interface ApplyOptions {
  /** Of a user that may read the repository, for an address with https. */
  readonly login?: { readonly username: string; readonly password: string };
  /** The host keys of the git server, for an address with ssh. */
  readonly knownHosts?: string;
  readonly gitea?: Gitea;
  /** Where Receivers can be reached from the git server. */
  readonly webhookUrl?: string;
  readonly waitMs: number;
  readonly say: (line: string) => void;
}

/** Why the plan cannot be carried out with what is given; told before anything is changed. */
export function lacking({ git, webhooks }: Plan, { login, knownHosts, gitea, webhookUrl }: ApplyOptions, hasSecret: boolean): string | undefined {
  if (git.secret !== '' && !hasSecret && git.scheme !== 'ssh' && login === undefined) return `the Secret ${git.secret} is not in the cluster: give the log-in of a user that may read ${git.owner}/${git.repository} in GIT_USERNAME and GIT_PASSWORD`;
  if (git.secret !== '' && git.scheme === 'ssh' && gitea === undefined) return `a deploy key is made through the API of ${git.api}: give a token in GITEA_TOKEN`;
  if (git.secret !== '' && git.scheme === 'ssh' && !hasSecret && knownHosts === undefined) return 'give the host keys of the git server with --known-hosts FILE (ssh-keyscan HOST, compared with what the server itself shows)';
  if (webhookUrl !== undefined && webhooks.length > 0 && gitea === undefined) return `the webhook is made through the API of ${git.api}: give a token in GITEA_TOKEN`;
  return undefined;
}

/** Carries out the plan. Every step looks first at what is there, so that it can be run again. */
export async function applyPlan(client: Client, plan: Plan, options: ApplyOptions): Promise<Result<'ready' | 'waiting'>> {
  const { say, gitea } = options;
  const { git } = plan;
  const namespace = text(plan.namespace, 'metadata', 'name');
  const served = await discover(client);
  if (!served.ok) return served;
  const read = async (kind: string, name: string): Promise<Result<JsonObject> | undefined> => {
    const answer = await client.send({ path: `/api/v1/namespaces/${namespace}/${kind}/${name}`, asked: { verb: 'get', resource: kind, group: '', namespace, name } });
    return !answer.ok && answer.failure.why === 'not-found' ? undefined : answer;
  };
  const known = git.secret === '' ? undefined : await read('secrets', git.secret);
  if (known?.ok === false) return known;
  const missing = lacking(plan, options, known !== undefined);
  if (missing !== undefined) return fail('credentials', missing);

  const made = await put(client, served.value, [plan.namespace], 'kustomize-controller');
  if (!made.ok) return made;
  say(`1 namespace ${namespace}: ${made.value}`);

  if (git.secret === '') say('2 log-in: none is needed');
  else {
    const secret = known ?? { ok: true as const, value: git.scheme === 'ssh' ? secretOf(namespace, git.secret, { ...newIdentity(`flux-${plan.cluster}`), known_hosts: options.knownHosts! }) : secretOf(namespace, git.secret, { ...options.login! }) };
    if (known === undefined) {
      const put = await client.send({ method: 'POST', path: `/api/v1/namespaces/${namespace}/secrets`, body: secret.value, asked: { verb: 'create', resource: 'secrets', group: '', namespace } });
      if (!put.ok) return put;
    }
    say(`2 log-in, Secret ${git.secret}: ${known === undefined ? 'made' : 'is there'}`);
    if (git.scheme === 'ssh') {
      const key = Buffer.from(text(secret.value, 'data', 'identity.pub'), 'base64').toString().trim();
      if (key === '') return fail('credentials', `the Secret ${git.secret} holds no identity.pub; take it away, and run this again`);
      const deployed = await gitea!.deployKey(`flux-${plan.cluster}`, key);
      if (!deployed.ok) return deployed;
      say(`  deploy key on ${git.owner}/${git.repository}: ${deployed.value === 'made' ? 'made' : 'is there'}`);
    }
  }

  const operator = await put(client, served.value, inOrder(plan.operator.manifests), 'helm-controller');
  if (!operator.ok) return operator;
  say(`3 flux-operator, ${plan.operator.manifests.length} objects: ${operator.value}`);
  const withInstance = await until(options.waitMs, async () => {
    const now = await discover(client);
    return !now.ok || now.value.find(text(plan.instance, 'apiVersion'), 'FluxInstance') !== undefined ? now : undefined;
  });
  if (withInstance === undefined) return fail('timeout', 'the definition of FluxInstance was not established in time');
  if (!withInstance.ok) return withInstance;
  const instance = await put(client, withInstance.value, [plan.instance], 'kustomize-controller');
  if (!instance.ok) return instance;
  say(`4 FluxInstance ${text(plan.instance, 'metadata', 'name')}: ${instance.value}`);

  const hooked = await hook(client, plan, options);
  if (!hooked.ok) return hooked;
  const ref = refOf(plan.instance);
  const path = pathOf(withInstance.value.find(ref.apiVersion, ref.kind)!, ref.namespace, ref.name);
  const ready = await until(options.waitMs, async () => {
    const now = await client.send({ path });
    return !now.ok || isReady(now.value) ? now : undefined;
  });
  if (ready !== undefined && !ready.ok) return ready;
  return { ok: true, value: ready === undefined ? 'waiting' : 'ready' };
}

/** The webhook of each Receiver, with a token that is made once. */
async function hook(client: Client, plan: Plan, { webhookUrl, gitea, say }: ApplyOptions): Promise<Result<void>> {
  if (plan.webhooks.length === 0) say('5 webhook: none, git holds no Receiver');
  else if (webhookUrl === undefined) say('5 webhook: not made; --webhook-url https://HOST says where notification-controller can be reached');
  else {
    for (const each of plan.webhooks) {
      const path = `/api/v1/namespaces/${each.namespace}/secrets`;
      const known = await client.send({ path: `${path}/${each.secret}`, asked: { verb: 'get', resource: 'secrets', group: '', namespace: each.namespace, name: each.secret } });
      if (!known.ok && known.failure.why !== 'not-found') return known;
      const token = known.ok ? Buffer.from(text(known.value, 'data', 'token'), 'base64').toString() : randomBytes(24).toString('hex');
      if (!known.ok) {
        const made = await client.send({ method: 'POST', path, body: secretOf(each.namespace, each.secret, { token }), asked: { verb: 'create', resource: 'secrets', group: '', namespace: each.namespace } });
        if (!made.ok) return made;
      }
      const done = await gitea!.webhook(`${webhookUrl.replace(/\/$/, '')}${webhookPath(token, each)}`, token);
      if (!done.ok) return done;
      say(`5 webhook of Receiver ${each.namespace}/${each.name}: ${done.value === 'made' ? 'made' : 'is there'}`);
    }
  }
  return { ok: true, value: undefined };
}

/** Applies objects under a field manager; says what became of them all. */
async function put(client: Client, discovery: Discovery, bodies: readonly JsonObject[], manager: string): Promise<Result<string>> {
  const counts = { made: 0, changed: 0, same: 0 };
  for (const body of bodies) {
    const ref = refOf(body);
    const served = discovery.find(ref.apiVersion, ref.kind);
    if (served === undefined) return fail('not-found', `the cluster does not serve ${ref.apiVersion} ${ref.kind}`);
    const path = pathOf(served, served.namespaced ? ref.namespace : '', ref.name);
    const asked = { resource: served.resource, group: served.group, name: ref.name, ...(served.namespaced && { namespace: ref.namespace }) };
    const before = await client.send({ path, asked: { ...asked, verb: 'get' } });
    if (!before.ok && before.failure.why !== 'not-found') return before;
    const after = await client.send({ method: 'PATCH', path: `${path}?force=true&fieldManager=${manager}`, contentType: 'application/apply-patch+yaml', body, asked: { ...asked, verb: 'patch' } });
    if (!after.ok) return after;
    if (!before.ok) counts.made++;
    else if (object(before.value, 'metadata')['resourceVersion'] === object(after.value, 'metadata')['resourceVersion']) counts.same++;
    else counts.changed++;
  }
  const parts = [counts.made > 0 ? `${counts.made} made` : '', counts.changed > 0 ? `${counts.changed} changed` : '', counts.same > 0 ? `${counts.same} there` : ''].filter((part) => part !== '');
  return { ok: true, value: bodies.length === 1 ? (counts.made > 0 ? 'made' : counts.changed > 0 ? 'changed' : 'is there') : parts.join(', ') };
}

/** Tries every second until something comes, or the time is over: undefined. */
async function until<T>(waitMs: number, ask: () => Promise<T | undefined>): Promise<T | undefined> {
  for (const end = Date.now() + waitMs; ;) {
    const found = await ask();
    if (found !== undefined || Date.now() >= end) return found;
    await new Promise((settle) => setTimeout(settle, 1_000));
  }
}
