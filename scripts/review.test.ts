import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { serveApi } from './testing/http.ts';
import { reviewCommand as command } from './testing/review.ts';
import { configMap, makeRepository, prod } from './testing/repository.ts';

const hint = 'npm run review -- --help lists the flags\n';

it.concurrent.each([
  [['--gitae', 'https://a'], 'unknown flag "--gitae"; did you mean "--gitea"?'],
  [['--pr'], '--pr needs a value: --pr NUMBER'],
  [[], 'say where the pull request is: --gitea URL, --forgejo URL, --github URL or --gitlab URL, with --repo OWNER/NAME and --pr NUMBER'],
  [['--gitea', 'https://a', '--repo', 'o/n', '--pr', '1'], 'set GITEA_TOKEN or GITHUB_TOKEN to a token that has the scopes write:repository, write:issue and read:user; in a workflow: env: GITEA_TOKEN: ${{ secrets.GITEA_TOKEN }}'],
])('%j', async (args, message) => {
  expect(await command(args)).toEqual({ code: 2, out: '', err: `${message}\n${hint}` });
});

it('posts, writes the summary, obeys nothing that a repository prints, and tells no token', { timeout: 120_000 }, async () => {
  const asked: string[] = [];
  const sha = 'c'.repeat(40);
  const server = await serveApi(({ method, path }) => {
    asked.push(`${method} ${path.split('?')[0]}`);
    if (path.endsWith('/pulls/7')) return { status: 200, body: JSON.stringify({ head: { sha, repo: { full_name: 'o/n' } }, base: { sha, repo: { full_name: 'o/n' } } }) };
    return { status: 200, body: path.endsWith('/user') ? '{"login":"bot"}' : path.endsWith('.diff') ? '' : '[]' };
  });
  const repository = makeRepository({ ...prod, 'apps/a.yaml': `${configMap('a')}"\\n::add-mask::x": 1\n`, 'summary.md': '', 'event.json': JSON.stringify({ number: 7, pull_request: { number: 7, head: { sha, repo: { full_name: 'o/n' } }, base: { repo: { full_name: 'o/n' } } } }) });
  try {
    const { code, out, err } = await command(['--offline'], {
      CI: 'true', GITHUB_ACTIONS: 'true', GITEA_ACTIONS: 'true', GITHUB_SERVER_URL: server.url, GITHUB_REPOSITORY: 'o/n', GITHUB_EVENT_PATH: join(repository.root, 'event.json'), GITHUB_STEP_SUMMARY: join(repository.root, 'summary.md'), GITEA_TOKEN: 'tok-987654321',
    }, repository.root);
    expect([code, out.split('\n').filter((line) => line.startsWith('posted'))]).toEqual([1, ['posted: 1 commit status on cccccccccc', 'posted: comment written', 'posted: 0 new notes on lines, 0 notes as before']]);
    const [, end = ''] = /^::stop-commands::(\S+)\n/.exec(out) ?? [];
    const [guarded = '', after = '', ...further] = out.split(`::${end}::\n`);
    expect([guarded.includes('::add-mask::x'), after.includes('::'), further]).toEqual([true, false, []]);
    expect(`${out}${err}`).not.toContain('tok-987654321');
    expect(err).toMatch(/^not compared with base: .+$/m);
    expect(readFileSync(join(repository.root, 'summary.md'), 'utf8')).toMatch(/^### Validation: 1 error/);
    expect(asked).toEqual(['GET /api/v1/repos/o/n/pulls/7', `POST /api/v1/repos/o/n/statuses/${sha}`, 'GET /api/v1/user', 'GET /api/v1/repos/o/n/issues/7/comments', 'POST /api/v1/repos/o/n/issues/7/comments', 'GET /api/v1/repos/o/n/issues/7/comments', 'GET /api/v1/repos/o/n/pulls/7.diff', 'GET /api/v1/repos/o/n/pulls/7/reviews']);
  } finally {
    repository.remove();
    await server.close();
  }
});
