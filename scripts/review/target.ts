import { forgeNames, tokenNeeds, type ForgeName } from './forge.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What the command line says; the runner's environment says the rest. */
export interface TargetFlags {
  readonly gitea?: string;
  readonly forgejo?: string;
  readonly github?: string;
  readonly gitlab?: string;
  readonly repo?: string;
  readonly pr?: string;
}

export type Target =
  | {
    readonly to: 'server';
    readonly forge: ForgeName;
    readonly url: string;
    readonly repo: string;
    readonly pull: number;
    readonly token: string;
    readonly tokenName: string;
    /** The commit that this run looks at, where the runner says so. */
    readonly head?: string;
    /** The page of this run. */
    readonly page?: string;
  }
  /** Nothing can be posted, and that is in order. */
  | { readonly to: 'log'; readonly because: string; readonly fork?: true }
  | { readonly to: 'nobody'; readonly message: string };

const tokens: Readonly<Record<ForgeName, readonly string[]>> = {
  gitea: ['GITEA_TOKEN', 'GITHUB_TOKEN'],
  forgejo: ['FORGEJO_TOKEN', 'GITEA_TOKEN', 'GITHUB_TOKEN'],
  github: ['GITHUB_TOKEN'],
  gitlab: ['GITLAB_TOKEN'],
};

/**
 * Where the review goes. `event` is the payload of `GITHUB_EVENT_PATH`, undefined where there is none. A pull request from another
 * repository gets no token from the runner, so its review stays in the log.
 */
export function findTarget(flags: TargetFlags, env: Env, event: unknown): Target {
  const given = forgeNames.filter((name) => flags[name] !== undefined);
  if (given.length > 1) return nobody(`--${given[0]} and --${given[1]} contradict each other`);
  const forge = given[0] ?? runnerOf(env);
  if (forge === undefined) return nobody('say where the pull request is: --gitea URL, --forgejo URL, --github URL or --gitlab URL, with --repo OWNER/NAME and --pr NUMBER');
  const lab = forge === 'gitlab';
  const url = cleanUrl(flags[forge] ?? value(env, lab ? 'CI_SERVER_URL' : 'GITHUB_SERVER_URL') ?? '');
  if (url === undefined) return nobody(`--${forge} is a URL such as ${forge === 'github' ? 'https://github.com' : `https://${forge}.example.com`}, without user and password, not "${(flags[forge] ?? '').replace(/\/\/[^/@]*@/, '//…@')}"`);
  const repo = flags.repo ?? value(env, lab ? 'CI_PROJECT_PATH' : 'GITHUB_REPOSITORY');
  if (repo === undefined) return nobody('say which repository: --repo OWNER/NAME');
  if (!(lab ? /^[\w.-]+(\/[\w.-]+)+$/ : /^[\w.-]+\/[\w.-]+$/).test(repo) || /(^|\/)\.\.?($|\/)/.test(repo)) return nobody(`--repo is OWNER/NAME, not "${repo}"`);
  if (url.endsWith(`/${repo}`)) return nobody(`--${forge} is the address of the server, without the repository: ${url.slice(0, -repo.length - 1)}`);
  const asked = flags.pr ?? (lab ? value(env, 'CI_MERGE_REQUEST_IID') : pullOf(env, event));
  if (asked === undefined) return flags.pr === undefined && isPush(env) ? { to: 'log', because: 'this run is of no pull request' } : nobody('say which pull request: --pr NUMBER');
  if (!/^[1-9]\d{0,8}$/.test(asked)) return nobody(`--pr is NUMBER such as 12, not "${asked}"`);
  if (isFork(env, event, lab)) return { to: 'log', fork: true, because: 'the pull request comes from another repository, whose runs get no token that may write' };
  const tokenName = tokens[forge].find((name) => value(env, name) !== undefined);
  if (tokenName === undefined) return nobody(`set ${tokens[forge].join(' or ')} to a token that has ${tokenNeeds[forge]}; in a workflow: env: ${tokens[forge][0]}: ${lab ? 'a masked variable of the project' : `\${{ secrets.${tokens[forge][0]} }}`}`);
  const head = lab ? (value(env, 'CI_MERGE_REQUEST_SOURCE_BRANCH_SHA') ?? value(env, 'CI_COMMIT_SHA')) : field(event, 'pull_request', 'head', 'sha');
  const run = value(env, 'GITHUB_RUN_ID');
  const page = lab ? value(env, 'CI_JOB_URL') : run === undefined || flags[forge] !== undefined ? undefined : `${url}/${repo}/actions/runs/${run}`;
  return { to: 'server', forge, url, repo, pull: Number(asked), token: value(env, tokenName) as string, tokenName, ...(flags.pr === undefined && head !== undefined && { head }), ...(page !== undefined && { page }) };
}

function runnerOf(env: Env): ForgeName | undefined {
  const on = (name: string) => env[name] === 'true';
  if (on('FORGEJO_ACTIONS')) return 'forgejo';
  if (on('GITEA_ACTIONS')) return 'gitea';
  if (on('GITLAB_CI')) return 'gitlab';
  return on('GITHUB_ACTIONS') ? 'github' : undefined;
}

function pullOf(env: Env, event: unknown): string | undefined {
  const number = get(event, 'pull_request', 'number') ?? get(event, 'number');
  if (typeof number === 'number' && get(event, 'pull_request') !== undefined) return String(number);
  return /^refs\/pull\/(\d+)\/(?:merge|head)$/.exec(env['GITHUB_REF'] ?? '')?.[1];
}

function isPush(env: Env): boolean {
  return env['GITHUB_EVENT_NAME'] === 'push' || (env['CI_PIPELINE_SOURCE'] === 'push' && env['GITLAB_CI'] === 'true');
}

function isFork(env: Env, event: unknown, lab: boolean): boolean {
  if (lab) return value(env, 'CI_MERGE_REQUEST_SOURCE_PROJECT_ID') !== value(env, 'CI_MERGE_REQUEST_PROJECT_ID');
  const head = get(event, 'pull_request', 'head', 'repo');
  return get(event, 'pull_request') !== undefined && (head === null || field(event, 'pull_request', 'head', 'repo', 'full_name') !== field(event, 'pull_request', 'base', 'repo', 'full_name'));
}

function cleanUrl(text: string): string | undefined {
  try {
    const { protocol, username, password, href } = new URL(text);
    return (protocol === 'https:' || protocol === 'http:') && username === '' && password === '' ? href.replace(/[?#].*$/, '').replace(/\/+$/, '') : undefined;
  } catch {
    return undefined;
  }
}

function get(value: unknown, ...path: string[]): unknown {
  let here = value;
  for (const key of path) here = typeof here === 'object' && here !== null && Object.hasOwn(here, key) ? (here as Record<string, unknown>)[key] : undefined;
  return here;
}

function field(event: unknown, ...path: string[]): string | undefined {
  const found = get(event, ...path);
  return typeof found === 'string' && found !== '' ? found : undefined;
}

function value(env: Env, name: string): string | undefined {
  const found = env[name];
  return found === undefined || found === '' ? undefined : found;
}

function nobody(message: string): Target {
  return { to: 'nobody', message };
}
