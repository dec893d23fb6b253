/** How far a run may go to get a chart. */
export interface NetworkPolicy {
  readonly offline: boolean;
  /** Hosts (`ghcr.io`, `registry.internal:5000`) that may be contacted; any where absent. */
  readonly allowedHosts?: readonly string[];
  readonly timeoutMs: number;
  readonly retries: number;
}

export type Answer =
  | { readonly ok: true; readonly status: number; readonly headers: Headers; readonly body: Uint8Array }
  | { readonly ok: false; readonly why: 'offline' | 'not-allowed' | 'unreachable'; readonly message: string };

export interface Http {
  /** One GET with retries, redirects followed by hand; `limit` in bytes. Never throws. */
  get(url: string, options: { readonly headers?: Readonly<Record<string, string>>; readonly limit: number }): Promise<Answer>;
}

const transient = new Set([408, 429, 500, 502, 503, 504]);
const noNetwork = new Set(['ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH', 'ENETDOWN']);

/**
 * The only door to the network. It asks no host that the policy does not allow, drops credentials on a redirect to another
 * host, and once a name cannot be resolved it takes the machine to be without network for the rest of the run.
 */
export function createHttp(policy: NetworkPolicy): Http {
  let dead: string | undefined;

  return {
    async get(url, { headers = {}, limit }) {
      let target = url;
      let sent: Readonly<Record<string, string>> = headers;
      for (let hops = 0; hops < 6; hops++) {
        const refused = refuse(target);
        if (refused !== undefined) return refused;
        const answer = await tryOften(target, sent, limit);
        if (!answer.ok || ![301, 302, 303, 307, 308].includes(answer.status)) return answer;
        const location = answer.headers.get('location');
        if (location === null) return answer;
        if (!URL.canParse(location, target)) return unreachable(`${hostOf(url)} redirects to "${location.slice(0, 80)}", which is no address`);
        const next = new URL(location, target);
        if (new URL(target).protocol === 'https:' && next.protocol !== 'https:') return unreachable(`${hostOf(url)} redirects from HTTPS to ${next.protocol}//${next.host}, which is not followed`);
        if (next.host !== new URL(target).host) sent = Object.fromEntries(Object.entries(sent).filter(([name]) => name.toLowerCase() !== 'authorization'));
        target = next.href;
      }
      return unreachable(`${hostOf(url)} redirects too often`);
    },
  };

  function refuse(url: string): Answer | undefined {
    let host: string;
    try {
      const parsed = new URL(url);
      if (parsed.protocol !== 'https:' && parsed.protocol !== 'http:') return { ok: false, why: 'not-allowed', message: `${parsed.protocol} is not fetched` };
      host = parsed.host;
    } catch {
      return unreachable(`"${url.slice(0, 80)}" is not a URL`);
    }
    if (policy.offline) return { ok: false, why: 'offline', message: `${host} was not asked: the run is offline` };
    if (policy.allowedHosts !== undefined && !policy.allowedHosts.includes(host)) return { ok: false, why: 'not-allowed', message: `${host} is not among the allowed hosts` };
    if (dead !== undefined && !isLoopback(host)) return unreachable(dead);
    return undefined;
  }

  async function tryOften(url: string, headers: Readonly<Record<string, string>>, limit: number): Promise<Answer> {
    for (let attempt = 0; ; attempt++) {
      const answer = await once(url, headers, limit);
      const again = answer.ok ? transient.has(answer.status) : answer.why === 'unreachable' && dead === undefined;
      if (!again || attempt >= policy.retries) return answer;
      await new Promise((resolve) => setTimeout(resolve, 200 * 2 ** attempt));
    }
  }

  async function once(url: string, headers: Readonly<Record<string, string>>, limit: number): Promise<Answer> {
    const host = hostOf(url);
    try {
      const response = await fetch(url, { headers, redirect: 'manual', signal: AbortSignal.timeout(policy.timeoutMs) });
      const body = await readBody(response, limit);
      if (body === undefined) return unreachable(`${host} sent more than ${Math.round(limit / 1e6)} MB`);
      return { ok: true, status: response.status, headers: response.headers, body };
    } catch (error) {
      const code = causeCode(error);
      if (code !== undefined && noNetwork.has(code) && !isLoopback(host)) dead ??= `no network (${host}: ${code})`;
      if ((error as Error).name === 'TimeoutError') return unreachable(`${host} did not answer within ${policy.timeoutMs / 1000} s`);
      return unreachable(`${host} cannot be reached${code === undefined ? '' : ` (${code})`}`);
    }
  }
}

async function readBody(response: Response, limit: number): Promise<Uint8Array | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > limit) {
      await response.body?.cancel().catch(() => undefined);
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function unreachable(message: string): Answer {
  return { ok: false, why: 'unreachable', message };
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return url.slice(0, 80);
  }
}

function isLoopback(host: string): boolean {
  return /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])(:\d+)?$/.test(host);
}

function causeCode(error: unknown): string | undefined {
  for (let at = error as { code?: unknown; cause?: unknown } | undefined; typeof at === 'object' && at !== null; at = at.cause as typeof at) {
    if (typeof at.code === 'string') return at.code;
  }
  return undefined;
}
