import type { Exchange } from './exchange.ts';
import { type Asked, fail, type Failure, oneLine } from './failure.ts';

/** `may not list helmreleases (group helm.toolkit.fluxcd.io) in any namespace`: what a Role has to grant. */
function forbidden(user: string, { verb, resource, group, namespace, name }: Asked): string {
  const what = `${resource}${group === '' ? '' : ` (group ${group})`}${name === undefined ? '' : ` "${name}"`}`;
  return `${user} may not ${verb} ${what} ${namespace === undefined ? 'in the whole cluster' : `in namespace ${namespace}`}; docs/live.md has the Role`;
}

const systemErrors: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'it refuses the connection',
  ENOTFOUND: 'its name cannot be resolved',
  EAI_AGAIN: 'its name cannot be resolved',
  ENETUNREACH: 'no network leads there',
  EHOSTUNREACH: 'no network leads there',
  ETIMEDOUT: 'nobody answers there',
  ECONNRESET: 'it ended the connection',
  EPIPE: 'it ended the connection',
  EPROTO: 'it does not speak TLS',
};

const trustErrors: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'it has expired',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate-authority of the kubeconfig did not sign it',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate-authority of the kubeconfig did not sign it',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate-authority of the kubeconfig did not sign it',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate-authority of the kubeconfig did not sign it',
  CERT_SIGNATURE_FAILURE: 'the certificate-authority of the kubeconfig did not sign it',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it is made out to another name',
  CERT_NOT_YET_VALID: 'it is not valid yet; is the clock right?',
};

/** The server in words, for messages. */
export interface Where {
  readonly server: string;
  readonly context: string;
  /** Of the kubeconfig. */
  readonly user: string;
  readonly qps: number;
  readonly timeoutMs: number;
  /** On the way to the server: `http://proxy:3128`. */
  readonly proxy?: string;
}

type Again = { readonly ok: false; readonly failure: Failure; readonly again?: number };

/** What an exchange without a whole answer means; `again`: it is worth another try, after so many ms. */
export function brokenFailure(got: Exclude<Exchange, { end: 'answer' }>, { server, timeoutMs, proxy }: Where, path: string): Again {
  switch (got.end) {
    case 'interrupted': return fail('interrupted', 'interrupted');
    case 'timeout': return fail('timeout', `${server} did not answer within ${timeoutMs / 1000} s; --timeout gives it longer`);
    case 'too-large': return fail('server', `${server} answered more than 128 MiB to ${path.split('?', 1)[0]}`);
    case 'broken': return { ...fail('unreachable', `${server} broke off in the middle of an answer`), again: 0 };
    case 'error': {
      const { code = '', message } = got.error as NodeJS.ErrnoException;
      const trust = trustErrors[code];
      if (trust !== undefined) return fail('untrusted', `the certificate of ${server} is not trusted: ${trust}`);
      if (code.startsWith('ERR_')) return fail('credentials', `no request can be made to ${server}: ${oneLine(message)}; is what the kubeconfig says right?`);
      return { ...fail('unreachable', `${server} cannot be reached: ${proxy === undefined ? systemErrors[code] ?? oneLine(message) : proxyError(proxy, code, message)}`), ...(passing.has(code) && { again: 0 }) };
    }
  }
}

/** What goes wrong before the tunnel is open is the proxy's. */
function proxyError(proxy: string, code: string, message: string): string {
  const status = /^Bad response: (\d+)/.exec(message)?.[1];
  if (status !== undefined) return `the proxy ${proxy} answers ${status}${status === '407' ? ': it wants another log-in' : ''}`;
  if (/ECONNREFUSED/.test(`${code} ${message}`)) return `the proxy ${proxy} refuses the connection`;
  if (/ENOTFOUND|EAI_AGAIN/.test(`${code} ${message}`)) return `the name of the proxy ${proxy} cannot be resolved`;
  return `${systemErrors[code] ?? oneLine(message)} (through the proxy ${proxy})`;
}

const passing = new Set(['ECONNRESET', 'EPIPE', 'ECONNREFUSED', 'EAI_AGAIN']);

/** What an answer of 400 or more means. */
export function answerFailure({ status, body, type, retryAfterMs }: Extract<Exchange, { end: 'answer' }>, { server, context, user, qps }: Where, { path, asked }: { readonly path: string; readonly asked?: Asked }): Again {
  const message = statusMessage(body);
  const again = { again: retryAfterMs ?? 0 };
  const to = path.split('?', 1)[0]!;
  if (status === 429) return { ...fail('throttled', `${server} throttles: it answered 429 five times in a row; --qps ${Math.max(1, Math.floor(qps / 4))} asks more slowly`, status), ...again };
  if (status === 401) return fail('unauthorized', `${server} does not accept the credentials of user "${user}"; log in again`, status);
  const named = /User "([^"]*)"/.exec(message ?? '')?.[1];
  const who = named === undefined ? `the user of context "${context}"` : `user "${named}"`;
  // Who grants more than he holds needs a verb of its own (rbac/v1 escalation check), which the message does not name.
  const granting = status === 403 ? /\buser "([^"]*)".* is attempting to grant RBAC permissions not currently held/s.exec(message ?? '')?.[1] : undefined;
  if (granting !== undefined && asked !== undefined) return fail('forbidden', forbidden(`user "${granting}"`, { ...asked, verb: asked.resource.endsWith('bindings') ? 'bind' : 'escalate' }), status);
  // Admission refuses with 403 as well; RBAC names the user.
  if (status === 403 && (named !== undefined || message === undefined)) return fail('forbidden', asked === undefined ? `${who} may not ask ${to}` : forbidden(who, asked), status);
  if (status === 404) return fail('not-found', message ?? `${server} does not know ${to}`, status);
  if (status < 500) return fail('refused', message ?? `${server} refused ${to}: ${status}`, status);
  const failed = fail('server', `${server} failed at ${to}: ${status} ${oneLine(message ?? (type.includes('html') ? 'with a web page' : body))}`, status);
  return status === 503 || status === 504 || retryAfterMs !== undefined ? { ...failed, ...again } : failed;
}

/** The message of a `kind: Status`. */
function statusMessage(body: string): string | undefined {
  try {
    const { kind, message } = (JSON.parse(body) ?? {}) as { kind?: unknown; message?: unknown };
    return kind === 'Status' && typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
