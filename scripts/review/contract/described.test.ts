import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from 'vitest';
import type { JsonObject } from '../../model/json.ts';
import { forgeNames, type ForgeName } from '../forge.ts';
import { openForge, postReview } from '../index.ts';
import { exampleReport } from '../../testing/report.ts';
import { describedOf } from './described.ts';
import { fakeForge, token, type FakeForge } from './fake.ts';
import type { Exchange } from './recording.ts';
import { walk, walked } from './walk.ts';

/** What a real Gitea told of each state of the walk. */
const diffs = (JSON.parse(readFileSync(new URL('gitea.json', import.meta.url), 'utf8')) as Exchange[]).filter(({ path }) => path.endsWith('.diff')).map(({ body }) => String(body));
const diffOf = { broken: diffs[0]!, mended: diffs[2]! };

const open: FakeForge[] = [];
afterEach(async () => {
  for (const server of open.splice(0)) await server.close();
});

async function start(...args: Parameters<typeof fakeForge>) {
  const server = await fakeForge(...args);
  open.push(server);
  return { server, forge: openForge(args[0], { url: server.url, repo: args[0] === 'gitlab' ? 'group/sub/gitops' : 'bot/gitops', pull: 1, token, tokenName: 'TOKEN', pauseMs: 1 }) };
}

describe.each(forgeNames)('%s', (name) => {
  it('takes each request of the walk, by the description of its API', async () => {
    const { server: { world }, forge } = await start(name);
    let pushed = 0;
    const results = await walk(forge, (state) => {
      world.diff = diffOf[state];
      world.head = String(++pushed).repeat(40);
      return Promise.resolve();
    });
    // Forgejo knows no way to resolve a conversation, which is asked and answered with 404.
    expect(world.strange.filter((line) => !/^POST .*\/pulls\/comments\/\d+\/(un)?resolve: not described$/.test(line) || name !== 'forgejo')).toEqual([]);
    expect(results.map(({ done, refused }) => [...done, ...refused].map((line) => line.replace(/[0-9a-f]{10}/g, 'COMMIT')))).toEqual(walked);
    expect(world.comments.length).toBe(1);
    expect(world.notes.map(({ path, side, line, resolved }) => `${path} ${side} ${line} ${resolved}`).sort()).toEqual(['apps/new.yaml base 5 false', 'apps/web.yaml head 3 false', 'apps/web.yaml head 4 false']);
    expect([...world.statuses.values()].map(({ state, description }) => `${state}: ${description}`)).toContain(`${name === 'gitlab' ? 'failed' : 'failure'}: 2 errors, 2 warnings; 1 of 1 unit rendered, 7 manifests`);
  });

  it('edits its comment behind 120 of others', async () => {
    const others = Array.from({ length: 120 }, (_, at) => ({ id: at, author: 'mallory', body: `${at}`, resolved: false }));
    const { server: { world }, forge } = await start(name, { comments: [...others, { id: 999, author: 'bot', body: '<!-- gitops-validate:comment all -->\nold', resolved: false }] });
    const { done, refused } = await postReview(forge, { report: exampleReport, failing: ['error'], clusters: 'all', withStatus: false, source: () => undefined });
    expect([done, refused, world.strange]).toEqual([['comment edited', '0 new notes on lines, 0 notes as before'], [], []]);
    expect([world.comments.length, world.comments.at(-1)?.body.slice(0, 60)]).toEqual([121, '<!-- gitops-validate:comment all -->\n### Validation: 2 error']);
  });
});

describe('what the descriptions do not allow is refused', () => {
  const sha = 'a'.repeat(40);
  const position = { base_sha: 'b'.repeat(40), start_sha: 'b'.repeat(40), head_sha: sha, position_type: 'text', new_path: 'apps/web.yaml', old_path: 'apps/web.yaml', new_line: 3 };
  const note = { path: 'apps/web.yaml', line: 3, side: 'RIGHT', body: 'a' };
  const review = { event: 'COMMENT', body: 'a', commit_id: sha, comments: [note] };
  it.each<[ForgeName, string, string, unknown, string]>([
    ['gitea', 'GET', '/api/v1/repos/a/b/pulls/1/files', undefined, '404 not described'],
    ['gitea', 'POST', '/api/v1/repos/a/b/issues/1/comments', {}, "422 body must have required property 'body'"],
    ['gitea', 'POST', `/api/v1/repos/a/b/statuses/${sha}`, { state: 'failed' }, '422 body/state must be equal to one of the allowed values'],
    ['forgejo', 'POST', '/api/v1/repos/a/b/pulls/1/reviews', { event: 'COMMENTED' }, '422 body/event must be equal to one of the allowed values'],
    ['gitea', 'POST', '/api/v1/repos/a/b/pulls/1/reviews', { comments: [{ path: 'a', line: 1 }] }, '422 body/comments/0 must NOT have additional properties'],
    ['github', 'POST', `/api/v3/repos/a/b/statuses/${sha}`, { state: 'failure', description: 'x'.repeat(141) }, '422 body/description must NOT have more than 140 characters'],
    ['github', 'POST', '/api/v3/repos/a/b/issues/1/comments', { body: 'x'.repeat(65_537) }, '422 body/body must NOT have more than 65536 characters'],
    ['github', 'POST', '/api/v3/repos/a/b/pulls/1/reviews', { ...review, body: '' }, '422 body/body must NOT have fewer than 1 characters'],
    ['github', 'POST', '/api/v3/repos/a/b/pulls/1/reviews', { ...review, comments: [{ path: 'a', body: 'a' }] }, "422 body/comments/0 must have required property 'line'"],
    ['github', 'POST', '/api/v3/repos/a/b/pulls/1/reviews', { ...review, comments: [{ ...note, side: 'head' }] }, '422 body/comments/0/side must be equal to one of the allowed values'],
    ['github', 'POST', '/api/v3/repos/a/b/pulls/1/reviews', { ...review, comments: [{ ...note, line: 99 }] }, '422 Line must be part of the diff'],
    ['github', 'GET', '/api/v3/repos/a/b/pulls/1/comments?limit=50', undefined, '400 parameters limit are not described'],
    ['gitlab', 'POST', `/api/v4/projects/a%2Fb/statuses/${sha}`, { state: 'failure' }, '422 body/state must be equal to one of the allowed values'],
    ['gitlab', 'POST', `/api/v4/projects/a%2Fb/statuses/${sha}`, { state: 'failed', target_url: `https://a/${'x'.repeat(255)}` }, '422 body/target_url must NOT have more than 255 characters'],
    ['gitlab', 'POST', '/api/v4/projects/a%2Fb/merge_requests/1/notes', { body: 'x'.repeat(1_000_001) }, '422 body/body must NOT have more than 1000000 characters'],
    ['gitlab', 'POST', '/api/v4/projects/a%2Fb/merge_requests/1/discussions', { body: 'a', position: { ...position, start_sha: undefined } }, "422 body/position must have required property 'start_sha'"],
    ['gitlab', 'POST', '/api/v4/projects/a%2Fb/merge_requests/1/discussions', { body: 'a', position: { ...position, old_line: 3 } }, '422 body/position must match exactly one schema in oneOf'],
    ['gitlab', 'POST', '/api/v4/projects/a%2Fb/merge_requests/1/discussions', { body: 'a', position: { ...position, new_line: 99 } }, `400 Note {:line_code=>["can't be blank", "must be a valid line code"]}`],
  ])('%s %s %s', async (name, method, path, body, refused) => {
    const { server } = await start(name, { diff: diffOf.broken });
    const headers = { authorization: name === 'github' ? `Bearer ${token}` : `token ${token}`, 'private-token': token, 'x-github-api-version': '2022-11-28' };
    const answer = await fetch(`${server.url}${path}`, { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) });
    expect(`${answer.status} ${((await answer.json()) as { message: string }).message}`).toBe(refused);
    expect(server.world.strange.length).toBe(1);
  });

  it('and so is a request without the token', async () => {
    const { server } = await start('github');
    expect((await fetch(`${server.url}/api/v3/user`)).status).toBe(401);
  });
});

it('reads Swagger 2 and OpenAPI 3', () => {
  const schema: JsonObject = { type: 'object', required: ['x'], properties: { x: { type: 'string', description: 'words' } } };
  const two: JsonObject = { paths: { '/a/{b}': { parameters: [{ name: 'b', in: 'path' }], post: { parameters: [{ name: 'q', in: 'query' }, { in: 'body', schema: { $ref: '#/definitions/B' } }], responses: { 201: {} } } } }, definitions: { B: schema } };
  const three: JsonObject = { paths: { '/a/{b}': { post: { parameters: [{ name: 'q', in: 'query' }], requestBody: { content: { 'application/json': { schema } } }, responses: { 201: {}, 404: {} } } } } };
  const both = [{ method: 'POST', path: '/a/{b}', query: ['q'], body: { type: 'object', properties: { x: { type: 'string' } }, required: ['x'], additionalProperties: false }, status: 201 }];
  expect([describedOf(two, ['POST /a/{b}']), describedOf(three, ['POST /a/{b}'])]).toEqual([both, both]);
  expect(() => describedOf(two, ['GET /a/{b}'])).toThrow('the description has no GET /a/{b}');
});
