/**
 * `npm run test:changed [-- EDITS [SEED]]`: a few hundred random edits of a repository in which much hangs together. After each, a run with what
 * earlier runs have kept says the same as one without, and `--changed` tells all that a whole run finds and the commit has not.
 */
import fc from 'fast-check';
import { findingKey } from '../lib/finding-key.ts';
import { edit, entangled, mistakesOf, someEdits } from '../testing/edits.ts';
import { makeGitRepository } from '../testing/git.ts';
import { run } from './run.ts';

const [edits = 300, seed = 20261121] = process.argv.slice(2).map(Number);
const own = makeGitRepository({ ...entangled, '.gitignore': '.cache\n' });
try {
  const options = { root: own.root, chartDirs: [], mirrors: [], network: 'offline', cacheDir: `${own.root}/.cache`, env: {} } as const;
  const base = new Set((await run(options)).report.findings.map(findingKey));
  await fc.assert(fc.asyncProperty(someEdits, async (some) => {
    edit(own, some);
    const mistakes = await mistakesOf(options, base);
    if (mistakes.length > 0) throw new Error(mistakes.slice(0, 5).join('\n'));
  }), { numRuns: edits, seed });
  console.log(`${edits} changes, seed ${seed}: what is kept changes no answer, and --changed leaves out nothing`);
} finally {
  own.remove();
}
