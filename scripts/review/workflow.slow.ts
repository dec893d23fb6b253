import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { JsonObject } from '../model/json.ts';
import { giteaApi, takeJob, type RealGitea } from '../testing/gitea.ts';

const root = resolve(import.meta.dirname, '../..');

/** What a run of this repository's own workflow left on a pull request. */
export interface WorkflowRun {
  readonly steps: readonly string[];
  readonly comments: readonly string[];
  readonly statuses: readonly string[];
  readonly notes: readonly string[];
}

/**
 * Runs `.gitea/workflows/validate.yaml` of the last commit as a runner does, on a pull request of a real Gitea: takes the job with its token,
 * event and secrets, and plays its steps with `act`, the program that Gitea's runner is made of. `ACT` is that program, `ACTIONS` a folder with
 * the actions (`checkout`, `setup-node`, `cache`) at the commits that the workflow names. A sentence says what is missing.
 */
export async function runWorkflow(server: RealGitea, env: NodeJS.ProcessEnv): Promise<WorkflowRun | string> {
  const { ACT: act, ACTIONS: actions } = env;
  if (act === undefined || actions === undefined || !existsSync(act)) return 'no act here: set ACT to the binary of github.com/nektos/act and ACTIONS to a folder with the actions that the workflow uses';
  const text = readFileSync(join(root, '.gitea/workflows/validate.yaml'), 'utf8');
  const uses = new Map([...text.matchAll(/uses: actions\/([\w-]+)@([0-9a-f]{40})/g)].map(([, name = '', commit = '']) => [name, commit]));
  const missing = ['checkout', 'setup-node', 'cache'].find((name) => !existsSync(join(actions, name, 'action.yml')));
  if (missing !== undefined) return `ACTIONS has no ${missing}/action.yml`;
  const api = giteaApi(server);
  const folder = mkdtempSync(join(tmpdir(), 'workflow-'));
  try {
    const name = `workflow-${process.pid}`;
    const [repo, work] = [`bot/${name}`, join(folder, name)];
    await api('POST', '/user/repos', { name, auto_init: false, default_branch: 'main' });
    const remote = `${server.url.replace('//', `//bot:${server.token}@`)}/${repo}.git`;
    const git = (...args: string[]) => {
      const { status, stderr } = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd: existsSync(work) ? work : folder, encoding: 'utf8' });
      if (status !== 0) throw new Error(`git ${args[0]}: ${stderr.replaceAll(server.token, '…')}`);
    };
    git('clone', '--quiet', '--no-hardlinks', root, work);
    git('checkout', '--quiet', '-B', 'main');
    git('push', '--quiet', remote, 'main');
    git('checkout', '--quiet', '-b', 'feature');
    const file = 'apps/randoms/base/api/helmrelease.yaml';
    writeFileSync(join(work, file), readFileSync(join(work, file), 'utf8').replace('replicas: 3', 'replicas: three'));
    git('commit', '--quiet', '--all', '--message', 'Three');
    git('push', '--quiet', remote, 'feature');
    // A branch is known to the API some time after it was pushed.
    for (let left = 60; left > 0 && (await api('GET', `/repos/${repo}/branches/feature`).catch(() => undefined)) === undefined; left--) await new Promise((done) => setTimeout(done, 500));
    await api('POST', `/repos/${repo}/pulls`, { head: 'feature', base: 'main', title: 'A change' });
    const job = await takeJob(server, repo, undefined);
    writeFileSync(join(folder, 'event.json'), JSON.stringify(job.event));
    // The Node that this runs on stands for the one that setup-node would fetch.
    const tool = join(folder, 'cache/tool_cache/node', `${/node-version: (\d+)/.exec(text)?.[1] ?? '24'}.99.0`);
    mkdirSync(join(tool, 'x64/bin'), { recursive: true });
    cpSync(process.execPath, join(tool, 'x64/bin/node'));
    writeFileSync(join(tool, 'x64.complete'), '');
    // What a job has of its token comes with its secrets.
    const given: Record<string, string> = { ...job.env, GITHUB_SERVER_URL: server.url, GITHUB_API_URL: `${server.url}/api/v1` };
    delete given['GITHUB_TOKEN'];
    const flags = [
      ...Object.entries(given).flatMap(([key, value]) => ['--env', `${key}=${value}`]), ...Object.entries(job.secrets).flatMap(([key, value]) => ['--secret', `${key}=${value}`]),
      ...[...uses].flatMap(([action, commit]) => ['--local-repository', `actions/${action}@${commit}=${join(actions, action)}`]),
    ];
    const { stdout, stderr } = spawnSync(act, ['pull_request', '--workflows', '.gitea/workflows/validate.yaml', '--eventpath', join(folder, 'event.json'), '--platform', 'ubuntu-latest=-self-hosted', '--no-skip-checkout', '--action-cache-path', join(folder, 'cache'), '--cache-server-path', join(folder, 'caches'), '--cache-server-addr', '127.0.0.1', ...flags], { cwd: work, encoding: 'utf8', timeout: 900_000, maxBuffer: 1 << 28 });
    if (`${stdout}${stderr}`.includes(job.secrets['GITEA_TOKEN'] ?? '?')) throw new Error('the token of the job is in its log');
    const list = async (path: string) => (await api('GET', `/repos/${repo}${path}`)) as JsonObject[];
    const { head } = (await api('GET', `/repos/${repo}/pulls/1`)) as { head: { sha: string } };
    const { statuses } = (await api('GET', `/repos/${repo}/commits/${head.sha}/status`)) as { statuses: JsonObject[] };
    const notes = (await Promise.all((await list('/pulls/1/reviews')).map(({ id }) => list(`/pulls/1/reviews/${String(id)}/comments`)))).flat();
    return {
      steps: [...stdout.matchAll(/(✅ {2}Success|❌ {2}Failure) - Main (.*?)(?:@[0-9a-f]{40})? \[/g)].map(([, how = '', step = '']) => `${how.endsWith('Success') ? 'ok' : 'failed'} ${step}`),
      comments: (await list('/issues/1/comments')).map(({ body }) => String(body)),
      statuses: statuses.map(({ context }) => String(context)).filter((context) => !context.includes(' ')).sort(),
      notes: notes.map(({ path, position }) => `${String(path)}:${String(position)}`),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
