import { isObject } from '../../lib/json.ts';
import { text } from '../../lib/object.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import { openAccess, readServer } from './access.ts';
import { exchange } from './exchange.ts';
import { answerFailure, brokenFailure, type Where } from './answers.ts';
import { type Asked, fail, type Failure, isFinal, type Result } from './failure.ts';
import { chooseContext, type Wanted } from './kubeconfig.ts';
import { createPace } from './pace.ts';
import { nameOfProxy, proxyOf } from './proxy.ts';

export interface ClientOptions extends Wanted {
  /** Requests a second. */
  readonly qps: number;
  /** Of one request, connecting included. */
  readonly timeoutMs: number;
  readonly pluginTimeoutMs?: number;
  /** Before the next tries, in ms; a server that says Retry-After is believed, up to 10 s. */
  readonly waits?: readonly number[];
  readonly signal?: AbortSignal;
}

export interface Call {
  /** With the query. */
  readonly path: string;
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly body?: JsonObject;
  readonly contentType?: string;
  readonly accept?: string;
  /** The answer is text, not JSON: the result is `{text}`. */
  readonly raw?: true;
  /** Told when it is forbidden; absent for what everybody may ask. */
  readonly asked?: Asked;
}

/** One API server, asked with bounded speed, size and patience. */
export interface Client {
  readonly context: string;
  readonly server: string;
  /** `1.35.4` */
  readonly version: string;
  /** Never throws. A cluster that is gone is not asked again: every later call gives the same failure. */
  send(call: Call): Promise<Result<JsonObject>>;
  close(): void;
}

/** How many requests run at once. */
export const concurrency = 8;
const maxBytes = 128 << 20;
const usualWaits = [250, 1_000, 2_000, 4_000];
const longestWait = 10_000;

/** Chooses the context, opens the way and asks the server for its version, so that what does not work is said at once. */
export async function connect(options: ClientOptions): Promise<Result<Client>> {
  const { signal, timeoutMs, waits = usualWaits } = options;
  const chosen = chooseContext(options);
  if (!chosen.ok) return chosen;
  const server = readServer(chosen.value);
  if (!server.ok) return server;
  const access = await openAccess(chosen.value, { env: options.env, pluginTimeoutMs: options.pluginTimeoutMs ?? 60_000, timeoutMs, connections: concurrency, ...(signal !== undefined && { signal }) });
  if (!access.ok) return access;
  const proxy = proxyOf(chosen.value, server.value, options.env);
  const where: Where = { context: chosen.value.context, user: chosen.value.userName, server: `the API server at ${server.value.origin} (context "${chosen.value.context}")`, qps: options.qps, timeoutMs, ...(proxy !== undefined && { proxy: nameOfProxy(proxy) }) };
  const base = server.value.href.replace(/\/$/, '');
  const renews = ['exec', 'tokenFile'].some((key) => chosen.value.user[key] !== undefined);
  const take = createPace(options.qps, concurrency);
  let dead: Failure | undefined;
  let answered = false;
  const gone = (): Failure | undefined => (dead ??= signal?.aborted === true ? { why: 'interrupted', message: 'interrupted' } : undefined);

  const once = async (call: Call, fresh: boolean): Promise<Result<JsonObject> & { readonly again?: number }> => {
    const opened = await access.value(fresh);
    if (!opened.ok) return opened;
    const body = call.body === undefined ? undefined : JSON.stringify(call.body, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
    const got = await exchange(opened.value, {
      url: new URL(base + call.path), method: call.method ?? 'GET', timeoutMs, maxBytes,
      headers: { accept: call.accept ?? 'application/json', 'user-agent': 'gitops-live', ...(body !== undefined && { 'content-type': call.contentType ?? 'application/json' }) },
      ...(body !== undefined && { body }), ...(signal !== undefined && { signal }),
    });
    if (got.end !== 'answer') return brokenFailure(got, where, call.path);
    if (got.status >= 400) return answerFailure(got, where, call);
    const value = call.raw === true ? { text: got.body } : parse(got.body);
    return isObject(value) ? { ok: true, value } : fail('not-kubernetes', `${where.server} is no Kubernetes API server: it answered ${call.path.split('?', 1)[0]} with ${got.type || 'no type'}`);
  };

  const send = async (call: Call): Promise<Result<JsonObject>> => {
    const release = await take();
    try {
      let fresh = false;
      // A caller that waits for its next try keeps its turn: a server in trouble is not asked by all at once.
      for (let tried = 0; ; tried++) {
        const failure = gone();
        if (failure !== undefined) return { ok: false, failure };
        const { again, ...result } = await once(call, fresh);
        // A token that ended before its time: the plugin, the file or the login server may have another by now (client-go does so, once).
        if (!result.ok && result.failure.why === 'unauthorized' && renews && !fresh) {
          fresh = true;
          continue;
        }
        if (result.ok) {
          answered = true;
          return result;
        }
        const wait = waits[tried];
        if (again === undefined || wait === undefined || (result.failure.status === undefined && !answered)) {
          if (isFinal(result.failure)) dead ??= result.failure;
          return result;
        }
        await pause(Math.min(Math.max(again, wait), longestWait), signal);
      }
    } finally {
      release();
    }
  };

  const close = (): void => void access.value().then((opened) => opened.ok && opened.value.agent?.destroy());
  const version = await send({ path: '/version' });
  if (version.ok) return { ok: true, value: { context: where.context, server: server.value.origin, version: text(version.value, 'gitVersion').replace(/^v/, ''), send, close } };
  close();
  return version.failure.why === 'not-found' ? fail('not-kubernetes', `${where.server} is no Kubernetes API server: it does not know /version`) : version;
}

function parse(body: string): Json | undefined {
  try {
    return JSON.parse(body) as Json;
  } catch {
    return undefined;
  }
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((settle) => {
    const end = (): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', end);
      settle();
    };
    const timer = setTimeout(end, ms);
    signal?.addEventListener('abort', end);
  });
}
