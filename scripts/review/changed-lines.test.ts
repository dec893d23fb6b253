import { expect, it } from 'vitest';
import { changedLines } from './changed-lines.ts';

const read = (diff: string, ...wanted: string[]) => [...changedLines(diff, new Set(wanted)).entries()].map(([name, { path, oldPath, added, removed }]) => ({ name, path, oldPath, added: [...added], removed: [...removed] }));

it('numbers the lines on both sides', () => {
  expect(read(`diff --git a/a.yaml b/a.yaml
index 1..2 100644
--- a/a.yaml
+++ b/a.yaml
@@ -1,3 +1,3 @@ head
 a: 1
-b: 2
--- c
+b: 5
+++ d
@@ -10 +10,2 @@
 x
+y
\\ No newline at end of file
diff --git a/other b/other
--- a/other
+++ b/other
@@ -0,0 +1 @@
+no
`, 'a.yaml')).toEqual([{ name: 'a.yaml', path: 'a.yaml', oldPath: undefined, added: [[2, 'b: 5'], [3, '++ d'], [11, 'y']], removed: [[2, 'b: 2'], [3, '-- c']] }]);
});

it('knows new, removed, renamed and strangely named files', () => {
  expect(read('--- /dev/null\n+++ b/new\n@@ -0,0 +1 @@\n+a\n--- a/gone\n+++ /dev/null\n@@ -1 +0,0 @@\n-b\n', 'new', 'gone').map(({ path, oldPath }) => [path, oldPath])).toEqual([['new', undefined], ['gone', undefined]]);
  expect(read('rename from x\nrename to y\n--- a/x\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n', 'y').map(({ name, path, oldPath }) => [name, path, oldPath])).toEqual([['y', 'y', 'x'], ['x', 'y', 'x']]);
  expect(read('--- "a/\\303\\274 \\"q\\"\\t.yaml"\n+++ "b/\\303\\274 \\"q\\"\\t.yaml"\n@@ -0,0 +1 @@\n+a\n', 'ü "q"\t.yaml').length).toBe(1);
  expect(read('--- a/with space\t\n+++ b/with space\t\n@@ -0,0 +1 @@\n+a\n', 'with space').length).toBe(1);
});

it('is not led astray by a diff inside a file, binary files or nonsense', () => {
  expect(read('--- a/a\n+++ b/a\n@@ -1,2 +1,3 @@\n keep\n+@@ -1 +1 @@\n---- a/b\n+\u002b++ b/b\n', 'a', 'b').map(({ name, added }) => [name, added])).toEqual([['a', [[2, '@@ -1 +1 @@'], [3, '+++ b/b']]]]);
  expect(read('diff --git a/x b/x\nBinary files a/x and b/x differ\n', 'x')).toEqual([]);
  expect(read('@@ -1 +1 @@\n+a\n@@ nonsense\n\n\0\n', 'x')).toEqual([]);
});

it('reads 50 MB in one pass and keeps what is wanted', () => {
  const block = `--- a/big\n+++ b/big\n@@ -0,0 +1,1000 @@\n${'+xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx\n'.repeat(1000)}`;
  expect(read(`${block.repeat(1000)}--- a/a\n+++ b/a\n@@ -0,0 +1 @@\n+here\n`, 'a')).toEqual([{ name: 'a', path: 'a', oldPath: undefined, added: [[1, 'here']], removed: [] }]);
});
