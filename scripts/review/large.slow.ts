import { spawnSync } from 'node:child_process';
import { isDeepStrictEqual } from 'node:util';
import { makeGitRepository } from '../testing/git.ts';
import { configMap, prod } from '../testing/repository.ts';
import { reviewCommand } from '../testing/review.ts';
import { fakeForge, token } from './contract/fake.ts';

/** `npm run test:review`: the real command over a change with ten thousand mistakes, and over changes of 50 MB: what is posted, how long log and comment are. */
let failed = 0;
const wrong = (at: number) => configMap(`c${at}`).replace('\ndata:', '\ndta:');
await measured('ten thousand findings', Object.fromEntries(Array.from({ length: 20 }, (_, file) => [`apps/f${file}.yaml`, Array.from({ length: 500 }, (__, at) => wrong(file * 500 + at)).join('---\n')])), ['posted: 1 commit status on COMMIT', 'posted: comment written', 'posted: 40 new notes on lines, 0 notes as before', 'posted: 9960 further notes left out: a review has 40 at most; the comment tells how many there are']);
await measured('a diff of 50 MB', { 'apps/a.yaml': wrong(1), ...Object.fromEntries(Array.from({ length: 50 }, (_, at) => [`data/big${at}.txt`, `${at} ${'x'.repeat(97)}\n`.repeat(10_000)])) }, ['posted: 1 commit status on COMMIT', 'posted: comment written', 'posted: 1 new note on lines, 0 notes as before']);
await measured('50 MB in one object', { 'apps/a.yaml': configMap('a').replace('{a: b}', `\n  a: |\n${`    ${'x'.repeat(95)}\n`.repeat(500_000)}`) }, undefined);
process.exitCode = failed === 0 ? 0 : 1;

async function measured(what: string, files: Readonly<Record<string, string>>, posted: readonly string[] | undefined): Promise<void> {
  const repository = makeGitRepository({ ...prod, 'apps/first.yaml': configMap('first') });
  repository.git('switch', '--quiet', '--create', 'feature');
  repository.commit(files);
  const diff = spawnSync('git', ['diff', 'main...HEAD'], { cwd: repository.root, encoding: 'utf8', maxBuffer: 1 << 30 }).stdout;
  const forge = await fakeForge('gitea', { diff, head: repository.git('rev-parse', 'HEAD') });
  try {
    const { code, out, err } = await reviewCommand(['--offline', '--gitea', forge.url, '--repo', 'o/n', '--pr', '1', '--base', 'main'], { GITEA_TOKEN: token }, repository.root);
    const lines = out.split('\n').filter((line) => /^(?:not )?posted/.test(line)).map((line) => line.replace(/\b[0-9a-f]{10}\b/, 'COMMIT'));
    const length = Buffer.byteLength(forge.world.comments[0]?.body ?? '');
    const ok = [0, 1].includes(code ?? 2) && length > 0 && length <= 60_000 && forge.world.strange.length === 0 && (posted === undefined || isDeepStrictEqual(lines, posted));
    if (!ok) failed++;
    console.log(`${ok ? 'ok    ' : 'FAILED'} ${what}: exit ${code}, diff ${(diff.length / 1e6).toFixed(1)} MB, log ${(out.length / 1e6).toFixed(1)} MB, comment ${length} bytes, ${lines.length} lines told${ok ? '' : `\n${lines.join('\n')}\n${err.slice(0, 2_000)}\n${forge.world.strange.join('\n').slice(0, 500)}`}`);
  } finally {
    repository.remove();
    await forge.close();
  }
}
