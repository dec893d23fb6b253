import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { JsonObject } from '../model/json.ts';
import { giteaApi, takeJob, type RealGitea } from '../testing/gitea.ts';
import { configMap, prod, writeFiles } from '../testing/repository.ts';

const root = resolve(import.meta.dirname, '../..');

/** What a run of this repository's own workflow left on a pull request. */
export interface WorkflowRun {
  readonly steps: readonly string[];
  readonly comments: readonly string[];
  readonly statuses: readonly string[];
  readonly notes: readonly string[];
}

/** A repository with a workflow, and a change of it that a pull request asks for. */
interface Subject {
  readonly workflow: string;
  /** Makes the repository in a folder that is not there yet, on branch main. */
  readonly make: (folder: string) => void;
  /** Texts of files by path, made of what they are now. */
  readonly change: readonly [file: string, edit: (text: string) => string];
}

/**
 * Runs workflows as a runner does, each on a pull request of a real Gitea: takes the job with its token, event and secrets, and plays its steps with `act`, the
 * program that Gitea's runner is made of. The first is `.gitea/workflows/validate.yaml` of the last commit, the second the one that docs/other-repositories.md
 * has for other repositories. `ACT` is that program, `ACTIONS` a folder with the actions (`checkout`, `setup-node`, `cache`) at the commits that the workflow
 * names. A sentence says what is missing.
 */
export async function runWorkflows(server: RealGitea, env: NodeJS.ProcessEnv): Promise<{ readonly own: WorkflowRun; readonly other: WorkflowRun } | string> {
  const { ACT: act, ACTIONS: actions } = env;
  if (act === undefined || actions === undefined || !existsSync(act)) return 'no act here: set ACT to the binary of github.com/nektos/act and ACTIONS to a folder with the actions that the workflow uses';
  const missing = ['checkout', 'setup-node', 'cache'].find((name) => !existsSync(join(actions, name, 'action.yml')));
  if (missing !== undefined) return `ACTIONS has no ${missing}/action.yml`;
  const file = 'apps/randoms/base/api/helmrelease.yaml';
  const own = await run(server, act, actions, `workflow-${process.pid}`, {
    workflow: readFileSync(join(root, '.gitea/workflows/validate.yaml'), 'utf8'),
    make: (folder) => git('.', 'clone', '--quiet', '--no-hardlinks', root, folder),
    change: [file, (text) => text.replace('replicas: 3', 'replicas: three')],
  });
  // The tool is the repository that the first has pushed.
  const pushed = (await giteaApi(server)('GET', `/repos/bot/workflow-${process.pid}/branches/main`)) as { commit: { id: string } };
  const [, documented = ''] = /```yaml\n(name: validate\n[^]*?)```/.exec(readFileSync(join(root, 'docs/other-repositories.md'), 'utf8')) ?? [];
  const workflow = documented.replace('me/gitops', `bot/workflow-${process.pid}`).replace(/\b0{40}\b/, pushed.commit.id);
  const other = await run(server, act, actions, `other-${process.pid}`, {
    workflow,
    make: (folder) => {
      writeFiles(folder, { ...prod, 'apps/web.yaml': configMap('web'), '.gitea/workflows/validate.yaml': workflow });
      git(folder, 'init', '--quiet', '--initial-branch', 'main');
      git(folder, 'add', '--all');
      git(folder, 'commit', '--quiet', '--message', 'first');
    },
    change: ['apps/web.yaml', (text) => text.replace('\ndata:', '\ndta:')],
  });
  return { own, other };
}

function git(cwd: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd, encoding: 'utf8' });
  if (status !== 0) throw new Error(`git ${args[0]}: ${stderr.replace(/\/\/[^/@]*@/g, '//…@')}`);
  return stdout;
}

async function run(server: RealGitea, act: string, actions: string, name: string, { workflow, make, change: [file, edit] }: Subject): Promise<WorkflowRun> {
  const uses = new Map([...workflow.matchAll(/uses: actions\/([\w-]+)@([0-9a-f]{40})/g)].map(([, action = '', commit = '']) => [action, commit]));
  const api = giteaApi(server);
  const folder = mkdtempSync(join(tmpdir(), 'workflow-'));
  try {
    const [repo, work] = [`bot/${name}`, join(folder, name)];
    await api('POST', '/user/repos', { name, auto_init: false, default_branch: 'main' });
    const remote = `${server.url.replace('//', `//bot:${server.token}@`)}/${repo}.git`;
    make(work);
    git(work, 'checkout', '--quiet', '-B', 'main');
    git(work, 'push', '--quiet', remote, 'main');
    git(work, 'checkout', '--quiet', '-b', 'feature');
    writeFileSync(join(work, file), edit(readFileSync(join(work, file), 'utf8')));
    git(work, 'commit', '--quiet', '--all', '--message', 'Three');
    git(work, 'push', '--quiet', remote, 'feature');
    // A branch is known to the API some time after it was pushed.
    for (let left = 60; left > 0 && (await api('GET', `/repos/${repo}/branches/feature`).catch(() => undefined)) === undefined; left--) await new Promise((done) => setTimeout(done, 500));
    await api('POST', `/repos/${repo}/pulls`, { head: 'feature', base: 'main', title: 'A change' });
    const job = await takeJob(server, repo, undefined);
    writeFileSync(join(folder, 'event.json'), JSON.stringify(job.event));
    // The Node that this runs on stands for the one that setup-node would fetch.
    const tool = join(folder, 'cache/tool_cache/node', `${/node-version: (\d+)/.exec(workflow)?.[1] ?? '24'}.99.0`);
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
