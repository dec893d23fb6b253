import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { unifiedDiff } from './diff.ts';

it('shows three lines around each change, near ones together', () => {
  const lines = Array.from({ length: 20 }, (_, i) => `l${i + 1}\n`);
  const changed = lines.with(1, 'two\n').toSpliced(4, 1).with(17, 'last\n');
  expect(unifiedDiff('a.yaml', lines.join(''), changed.join(''))).toBe(`--- a/a.yaml
+++ b/a.yaml
@@ -1,8 +1,7 @@
 l1
-l2
+two
 l3
 l4
-l5
 l6
 l7
 l8
@@ -16,5 +15,5 @@
 l16
 l17
 l18
-l19
+last
 l20
`);
});

it('marks a last line without line break', () => {
  expect(unifiedDiff('a', 'x', 'y\n')).toBe('--- a/a\n+++ b/a\n@@ -1 +1 @@\n-x\n\\ No newline at end of file\n+y\n');
  expect(unifiedDiff('a', 'x', 'x')).toBe('');
});

const hasGit = spawnSync('git', ['--version']).status === 0;
it.skipIf(!hasGit)('is what git applies', () => {
  const folder = mkdtempSync(join(tmpdir(), 'diff-'));
  try {
    const text = fc.array(fc.constantFrom('a\n', 'b\n', 'c\n', '\n', 'd e\n'), { maxLength: 30 }).chain((lines) => fc.constantFrom('', 'end').map((end) => lines.join('') + end));
    fc.assert(fc.property(text, text, (before, after) => {
      fc.pre(before !== after && before !== '' && after !== '');
      writeFileSync(join(folder, 'f'), before);
      execFileSync('git', ['apply', '--unidiff-zero', '-'], { cwd: folder, input: unifiedDiff('f', before, after) });
      expect(readFileSync(join(folder, 'f'), 'utf8')).toBe(after);
    }), { numRuns: 60 });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
