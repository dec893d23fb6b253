import { expect, it } from 'vitest';
import type { Finding } from '../model/finding.ts';
import { fakeForge, token } from './contract/fake.ts';
import { openForge } from './index.ts';
import { writeNotes, type NotesInput } from './write-notes.ts';

const lines = ['a: 1', 'b: 2', 'c: 3'];
/** The diff of a new file, and findings on some of its lines. */
const diffOf = (all: readonly string[]) => `diff --git a/f.yaml b/f.yaml\nnew file mode 100644\n--- /dev/null\n+++ b/f.yaml\n@@ -0,0 +1,${all.length} @@\n${all.map((line) => `+${line}`).join('\n')}\n`;
const on = (line: number, message: string, cluster = 'prod'): Finding => ({ rule: 'test/rule', level: 'error', message, cluster, place: { file: 'f.yaml', line, column: 1 } });

/** A pull request on a fake server, and what a run over these findings makes of its notes. */
async function pullRequest(name: 'gitea' | 'forgejo' | 'github' = 'gitea') {
  const fake = await fakeForge(name, { diff: diffOf(lines) });
  const forge = openForge(name, { url: fake.url, repo: 'bot/gitops', pull: 1, token, tokenName: 'TOKEN', pauseMs: 1 });
  let text = lines;
  return {
    fake,
    push(now: readonly string[]) {
      text = [...now];
      fake.world.diff = diffOf(now);
    },
    async run(findings: readonly Finding[], more: Partial<NotesInput> = {}) {
      const [said] = await writeNotes(forge, 'bot', await forge.pull(), { findings, clusters: 'all', prefix: '', source: () => `${text.join('\n')}\n`, ...more });
      expect(fake.world.strange).toEqual([]);
      return said;
    },
    shown: () => fake.world.notes.map(({ line, body, author }) => `${author} ${line} ${/ mended -->/.test(body) ? 'struck ' : ''}${/is [a-z ]+/.exec(body)?.[0]}`),
  };
}

it.each(['gitea', 'forgejo'] as const)('puts a note where its line has gone, without a second one: %s', async (name) => {
  const { fake, push, run, shown } = await pullRequest(name);
  expect(await run([on(2, 'is odd'), on(3, 'is big')])).toBe('2 new notes on lines, 0 notes as before');
  push(['# first', ...lines]);
  expect(await run([on(3, 'is odd'), on(4, 'is big')])).toBe('0 new notes on lines, 0 notes as before, 2 moved with their lines');
  expect(shown()).toEqual(['bot 3 is odd', 'bot 4 is big']);
  expect(await run([on(3, 'is odd'), on(4, 'is big')])).toBe('0 new notes on lines, 2 notes as before');
  await fake.close();
});

it('leaves a note that somebody has answered, and says in it which line it is now', async () => {
  const { fake, push, run, shown } = await pullRequest();
  await run([on(2, 'is odd')]);
  fake.world.notes.push({ ...fake.world.notes[0]!, id: 999, author: 'ann', body: 'is fine with me' });
  push(['# first', ...lines]);
  expect(await run([on(3, 'is odd')])).toBe('0 new notes on lines, 0 notes as before, 1 edited');
  expect(shown()).toEqual(['bot 2 is odd', 'ann 2 is fine with me']);
  expect(fake.world.notes[0]?.body).toContain('<code>f.yaml&#58;3&#58;1</code>');
  await fake.close();
});

it('leaves moving to a server that does it', async () => {
  const { fake, push, run, shown } = await pullRequest('github');
  await run([on(2, 'is odd')]);
  push(['# first', ...lines]);
  expect(await run([on(3, 'is odd')])).toBe('0 new notes on lines, 0 notes as before, 1 edited');
  expect(shown()).toEqual(['bot 2 is odd']);
  await fake.close();
});

it('edits a note that says something else, not that of other clusters', async () => {
  const { fake, run, shown } = await pullRequest();
  await run([on(2, 'is odd'), on(2, 'is odd', 'dev')]);
  expect(await run([on(2, 'is odd')])).toBe('0 new notes on lines, 0 notes as before, 1 edited');
  expect(await run([on(2, 'is odd', 'dev')], { clusters: 'dev' })).toBe('0 new notes on lines, 1 note as before');
  expect(fake.world.notes[0]?.body).toContain('in <code>prod</code>');
  expect(await run([], { clusters: 'dev' })).toBe('0 new notes on lines, 0 notes as before');
  expect(shown()).toEqual(['bot 2 is odd']);
  await fake.close();
});

it('keeps one of two that runs at the same time have written', async () => {
  const { fake, run, shown } = await pullRequest();
  await run([on(2, 'is odd')]);
  fake.world.notes.push({ ...fake.world.notes[0]!, id: 998 });
  expect(await run([on(2, 'is odd')])).toBe('0 new notes on lines, 1 note as before');
  expect(shown()).toEqual(['bot 2 is odd']);
  expect(await run([])).toBe('0 new notes on lines, 0 notes as before, 1 struck');
  expect(shown()).toEqual(['bot 2 struck is odd']);
  expect(await run([on(2, 'is odd')])).toBe('0 new notes on lines, 0 notes as before, 1 shown again');
  await fake.close();
});

it('takes a note of somebody else with its mark for theirs', async () => {
  const { fake, run, shown } = await pullRequest();
  await run([on(2, 'is odd')]);
  fake.world.notes[0] = { ...fake.world.notes[0]!, author: 'eve' };
  expect(await run([on(2, 'is odd')])).toBe('1 new note on lines, 0 notes as before');
  expect(await run([])).toBe('0 new notes on lines, 0 notes as before, 1 struck');
  expect(shown()).toEqual(['eve 2 is odd', 'bot 2 struck is odd']);
  await fake.close();
});
