import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Json, JsonObject } from '../model/json.ts';

export interface RealGitea {
  readonly url: string;
  /** Of an administrator called `bot`. */
  readonly token: string;
  stop(): void;
}

/**
 * A Gitea to test against: the one at `GITEA_URL` with `GITEA_TOKEN`, or one that is started from the folder `GITEA_DIR`, where
 * `../shared/gitea/build.sh` has put it. A sentence says what is missing.
 */
export function findGitea(env: NodeJS.ProcessEnv): RealGitea | string {
  const { GITEA_URL: url, GITEA_TOKEN: token, GITEA_DIR: folder } = env;
  if (url !== undefined && token !== undefined) return { url, token, stop: () => undefined };
  const scripts = fileURLToPath(new URL('../../../shared/gitea/', import.meta.url));
  if (folder === undefined || !existsSync(`${folder}/gitea`) || !existsSync(`${scripts}start.sh`)) return 'no Gitea here: set GITEA_URL and GITEA_TOKEN (an administrator), or GITEA_DIR to what ../shared/gitea/build.sh made';
  const port = String(20_000 + (process.pid % 20_000));
  const { stdout, stderr, status } = spawnSync('bash', [`${scripts}start.sh`, folder, port], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  const [, started, made] = /GITEA_URL=(\S+)\nGITEA_TOKEN=(\S+)/.exec(stdout) ?? [];
  if (status !== 0 || started === undefined || made === undefined) return `Gitea in ${folder} does not start: ${stderr.trim().split('\n').at(-1) ?? ''}`;
  return { url: started, token: made, stop: () => spawnSync('bash', [`${scripts}stop.sh`, folder, port]) };
}

export type GiteaApi = (method: string, path: string, body?: Json) => Promise<Json>;

/** Requests of an administrator; throws where one is refused. */
export function giteaApi({ url, token }: Pick<RealGitea, 'url' | 'token'>): GiteaApi {
  return async (method, path, body) => {
    const response = await fetch(`${url}/api/v1${path}`, { method, headers: { authorization: `token ${token}`, 'content-type': 'application/json' }, ...(body !== undefined && { body: JSON.stringify(body) }) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 300)}`);
    try {
      return JSON.parse(text) as Json;
    } catch {
      return text;
    }
  };
}

/** Commits files to a branch, which is made from `from` where it is not there; `undefined` removes a file. */
export async function commit(api: GiteaApi, repo: string, branch: string, files: Readonly<Record<string, string | undefined>>, from = branch): Promise<void> {
  const present = new Map<string, string>();
  const tree = (await api('GET', `/repos/${repo}/git/trees/${from}?recursive=true`)) as JsonObject;
  for (const entry of tree['tree'] as JsonObject[]) present.set(String(entry['path']), String(entry['sha']));
  const changes = Object.entries(files).flatMap(([path, content]): JsonObject[] => {
    const sha = present.get(path);
    if (content === undefined) return sha === undefined ? [] : [{ operation: 'delete', path, sha }];
    return [{ operation: sha === undefined ? 'create' : 'update', path, content: Buffer.from(content).toString('base64'), ...(sha !== undefined && { sha }) }];
  });
  await api('POST', `/repos/${repo}/contents`, { branch: from, ...(branch !== from && { new_branch: branch }), message: 'change', files: changes });
}

/**
 * The environment and the event of a job that a pull request started, as a runner gets them: registers as one and takes the first task.
 * The repository holds a workflow for pull requests on `ubuntu-latest`.
 */
export async function takeJob({ url, token }: Pick<RealGitea, 'url' | 'token'>, repo: string, runner: { readonly uuid: string; readonly token: string } | undefined): Promise<{ readonly env: Record<string, string>; readonly event: Json; readonly secrets: Readonly<Record<string, string>>; readonly runner: { readonly uuid: string; readonly token: string } }> {
  const rpc = async (method: string, body: Json, headers: Record<string, string> = {}) => {
    const response = await fetch(`${url}/api/actions/runner.v1.RunnerService/${method}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify(body) });
    return (await response.json()) as JsonObject;
  };
  let own = runner;
  if (own === undefined) {
    const api = giteaApi({ url, token });
    const path = `/repos/${repo}/actions/runners/registration-token`;
    // Forgejo knows only GET.
    const { token: registration } = (await api('POST', path).catch(() => api('GET', path))) as { token: string };
    own = ((await rpc('Register', { name: 'test', token: registration, version: 'v0', labels: ['ubuntu-latest'] })) as unknown as { runner: { uuid: string; token: string } }).runner;
    await rpc('Declare', { version: 'v0', labels: ['ubuntu-latest'] }, { 'x-runner-uuid': own.uuid, 'x-runner-token': own.token });
  }
  for (let attempt = 0; attempt < 40; attempt++) {
    const { task } = (await rpc('FetchTask', { tasksVersion: 0 }, { 'x-runner-uuid': own.uuid, 'x-runner-token': own.token })) as { task?: { context: Record<string, Json>; secrets?: Record<string, string> } };
    // What lands on main starts jobs as well.
    if (task?.context['event_name'] === 'pull_request') {
      const of = (name: string) => String(task.context[name] ?? '');
      const env = { CI: 'true', GITHUB_ACTIONS: 'true', GITEA_ACTIONS: 'true', GITHUB_SERVER_URL: of('server_url'), GITHUB_REPOSITORY: of('repository'), GITHUB_REF: of('ref'), GITHUB_SHA: of('sha'), GITHUB_RUN_ID: of('run_id'), GITHUB_EVENT_NAME: of('event_name'), GITHUB_TOKEN: of('token') };
      return { env, event: task.context['event'] ?? null, secrets: task.secrets ?? {}, runner: own };
    }
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
  throw new Error(`${repo} started no job`);
}
