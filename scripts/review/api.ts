/** What a server would not do, in one line: what was asked, what it said, what to do. */
export class Refused extends Error {
  /** HTTP status; 0 where there was no answer. */
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

export interface ApiOptions {
  readonly title: string;
  /** All paths are below it; no other host is ever asked, redirects are not followed. */
  readonly base: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly tokenName: string;
  /** What a token needs, for a 401 or 403. */
  readonly scopes: string;
  /** What the token of a job needs instead. */
  readonly ofJob?: string;
  readonly timeoutMs: number;
  readonly pauseMs: number;
  readonly repo: string;
  /** The parameter that says how long a page of a list may be. */
  readonly sizeName: 'limit' | 'per_page';
}

export interface Api {
  json(method: Method, path: string, body?: unknown): Promise<unknown>;
  text(path: string, headers?: Readonly<Record<string, string>>): Promise<string>;
  /** All pages of a list; `path` has a query already or none. */
  all(path: string): Promise<unknown[]>;
}

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

const attempts = 3;
/** Longest that one run waits because a server asked it to, in seconds. */
const longestWait = 60;
const largest = 64e6;
const pageSize = 50;
const mostPages = 200;

/** The door to one server. Bounded: three attempts, a deadline for each, a minute of waiting in all, 64 MB of answer. */
export function openApi(options: ApiOptions): Api {
  const { title, base, tokenName, scopes, repo, sizeName } = options;
  let waited = 0;
  return {
    async json(method, path, body) {
      const { text } = await ask(method, path, body);
      if (text.trim() === '') return undefined;
      try {
        return JSON.parse(text) as unknown;
      } catch {
        throw new Refused(0, `${title} at ${base} answered ${method} ${path} with something that is no JSON; is that the address of its web page?`);
      }
    },
    async text(path, headers) {
      const { text } = await ask('GET', path, undefined, headers);
      if (/^\s*</.test(text)) throw new Refused(0, `${title} at ${base} answered GET ${path} with a web page; is something in between that asks to sign in?`);
      return text;
    },
    async all(path) {
      const found: unknown[] = [];
      const seen = new Set<string>();
      let size = 0;
      for (let page = 1; page <= mostPages; page++) {
        const part = await this.json('GET', `${path}${path.includes('?') ? '&' : '?'}page=${page}&${sizeName}=${pageSize}`);
        if (!Array.isArray(part)) throw new Refused(0, `${title} at ${base} answered GET ${path} with something that is no list; is that the address of its web page?`);
        const before = seen.size;
        for (const item of part) {
          const written = JSON.stringify(item);
          // Some lists have no pages and are sent whole each time.
          if (seen.has(written)) continue;
          seen.add(written);
          found.push(item);
          if ((size += written.length) > largest) throw new Refused(413, `${title} answers GET ${path} with more than ${largest / 1e6} MB`);
        }
        // A server may send shorter pages than it was asked for: only one without anything new is the last.
        if (seen.size === before) return found;
      }
      throw new Refused(413, `${title} lists more than ${mostPages} pages of GET ${path}`);
    },
  };

  async function ask(method: Method, path: string, body?: unknown, headers: Readonly<Record<string, string>> = {}): Promise<{ text: string }> {
    let last = new Refused(0, '');
    for (let attempt = 1; attempt <= attempts; attempt++) {
      if (attempt > 1) await sleep(options.pauseMs * 2 ** (attempt - 2));
      const answer = await once(method, path, body, headers);
      if (!('status' in answer)) {
        last = new Refused(0, `${answer.unreachable} (${method} ${path}, ${attempt} ${attempt === 1 ? 'attempt' : 'attempts'})`);
        // What was sent may have been done; asking again could post it twice.
        if (method === 'POST' && !answer.unsent) throw last;
        continue;
      }
      const { status, text } = answer;
      if (status >= 200 && status < 300) return { text };
      last = new Refused(status, explain(method, path, answer));
      if (status === 429 || ((status === 403 || status === 503) && answer.wait !== undefined)) {
        const wait = answer.wait ?? 1;
        if (waited + wait > longestWait) throw last;
        waited += wait;
        await sleep(wait * 1000);
        continue;
      }
      if (status < 500 || method === 'POST') throw last;
    }
    throw last;
  }

  async function once(method: Method, path: string, body: unknown, headers: Readonly<Record<string, string>>): Promise<Answer | { unreachable: string; unsent: boolean }> {
    let answered = false;
    try {
      const response = await fetch(`${base}${path}`, {
        method, redirect: 'manual', signal: AbortSignal.timeout(options.timeoutMs),
        headers: { accept: 'application/json', 'user-agent': 'gitops-validate', ...options.headers, ...headers, ...(body !== undefined && { 'content-type': 'application/json' }) },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      answered = true;
      const wait = waitOf(response.headers.get('retry-after'), response.headers);
      const text = await read(response);
      if (text === undefined) return { status: 413, text: '' };
      // What GitHub would have taken, of an app's token and of a person's.
      const accepted = response.headers.get('x-accepted-github-permissions') ?? response.headers.get('x-accepted-oauth-scopes') ?? '';
      // Gitea leads from the old name of a repository to the new one.
      const renamed = /\/repos\/([\w.-]+\/[\w.-]+)\//.exec(response.headers.get('location') ?? '')?.[1];
      return { status: response.status, text, ...(renamed !== undefined && { renamed }), ...(wait !== undefined && { wait }), ...(/\w/.test(accepted) && { accepted }) };
    } catch (error) {
      const code = causeCode(error);
      const seconds = options.timeoutMs / 1000;
      const late = (error as Error).name === 'TimeoutError';
      return {
        unreachable: `${title} at ${base} ${late ? `did not answer within ${seconds} s` : answered ? 'broke off in the middle of its answer' : `cannot be reached${code === undefined ? '' : ` (${code})${/CERT|SIGNATURE/.test(code) ? ': its certificate is not trusted; NODE_EXTRA_CA_CERTS=FILE names the authority that signed it' : code === 'ERR_SSL_WRONG_VERSION_NUMBER' ? ': nobody speaks TLS there; is its address http://?' : ''}`}`}`,
        unsent: code !== undefined && ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'ENETUNREACH', 'EHOSTUNREACH'].includes(code),
      };
    }
  }

  function explain(method: Method, path: string, { status, text, wait, accepted, renamed }: Answer): string {
    const job = options.ofJob === undefined ? '' : `; of a job, ${options.ofJob}`;
    const said = words(text);
    const at = `${method} ${path}`;
    if (status >= 300 && status < 400) return `${title} at ${base} sends ${at} elsewhere (${status}), which is not followed; ${renamed === undefined || renamed === repo ? 'give its final address' : `the repository is ${renamed} now: --repo ${renamed}`}`;
    if (status === 401) return `${title} does not take the token (401): ${tokenName} is wrong or has expired; it needs ${scopes}${job}`;
    if (status === 403 && wait === undefined) {
      const required = requiredOf(text, accepted);
      return `${title} does not allow ${at} (403): ${required === undefined ? `${tokenName} needs ${scopes}, and its account write access to ${repo}${job}` : `add the ${required} to ${tokenName}; all in all it needs ${scopes}`}${required !== undefined || said === '' ? '' : `; it says "${said}"`}`;
    }
    if (status === 404) return `${title} knows no ${at} (404): check --repo ${repo} and --pr, and that ${tokenName} may see them`;
    if (status === 413) return `${title} answers ${at} with more than ${largest / 1e6} MB`;
    if (status === 429 || wait !== undefined) return `${title} asks to wait ${wait === undefined ? 'without saying how long' : `${wait} s`} (${status}, ${at}); a run waits ${longestWait} s at most`;
    if (status >= 500) return `${title} failed (${status}, ${at})${said === '' ? '' : `: "${said}"`}`;
    return `${title} refuses ${at} (${status})${said === '' ? '' : `: "${said}"`}`;
  }
}

interface Answer {
  readonly status: number;
  readonly text: string;
  /** Seconds that the server asks to wait. */
  readonly wait?: number;
  /** What GitHub says that it would have accepted. */
  readonly accepted?: string;
  /** The repository that it sends elsewhere to. */
  readonly renamed?: string;
}

/** `scope write:issue`: what a token lacks, where a server says it: Gitea and Forgejo in a sentence each, GitLab in a field, GitHub in a header. */
function requiredOf(text: string, accepted: string | undefined): string | undefined {
  const plain = (list: string, between: RegExp) => list.split(between).map((one) => one.trim()).filter((one) => /^[\w:.-]+$/.test(one)).join(' or ');
  const named = /required(?:=| scope\(s\): )\[([\w: ,]*)\]/.exec(text)?.[1] ?? /"scope":"([\w: ]+)"/.exec(text)?.[1];
  const found = named !== undefined ? `scope ${plain(named, /[ ,]+/)}` : accepted === undefined ? '' : accepted.includes('=') ? `permission ${plain(accepted.replaceAll('=', ':'), /[;,]/).replaceAll(':', ': ')}` : `scope ${plain(accepted, /,/)}`;
  return /^\w+ \w/.test(found) ? found : undefined;
}

/** What a server says about a refusal, short enough for one line and without what could steer a terminal. */
function words(text: string): string {
  let said: unknown = text;
  try {
    const value = JSON.parse(text) as { message?: unknown; error?: unknown; errors?: unknown } | null;
    // GitHub says "Validation Failed" and what failed beside it.
    said = [value?.message ?? value?.error, value?.errors].filter((part) => part !== undefined && part !== null).map((part) => (typeof part === 'string' ? part : JSON.stringify(part))).join(': ');
  } catch {
    // Not JSON: a proxy's page.
    said = /<title>([^<]*)/i.exec(text)?.[1] ?? (text.startsWith('<') ? '' : text);
  }
  return String(said).replace(/[^\p{L}\p{N}\p{P}\p{S} ]+/gu, ' ').trim().slice(0, 200);
}

/** Seconds of a `Retry-After`, which is a number or a date, or GitHub's time at which the limit ends. */
function waitOf(value: string | null, headers: Headers): number | undefined {
  if (value !== null && /^\d+$/.test(value)) return Number(value);
  const until = value !== null ? Date.parse(value) : headers.get('x-ratelimit-remaining') === '0' ? Number(headers.get('x-ratelimit-reset')) * 1000 : Number.NaN;
  return Number.isNaN(until) ? undefined : Math.max(0, Math.ceil((until - Date.now()) / 1000));
}

/** The body; undefined where it is larger than any answer should be. */
async function read(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > largest) {
      await response.body?.cancel().catch(() => undefined);
      return undefined;
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

function causeCode(error: unknown): string | undefined {
  for (let at = error as { code?: unknown; cause?: unknown } | undefined; typeof at === 'object' && at !== null; at = at.cause as typeof at) {
    if (typeof at.code === 'string') return at.code;
  }
  return undefined;
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
