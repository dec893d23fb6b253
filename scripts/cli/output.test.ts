import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeInside } from './output.ts';

test('what a repository names does not lead out of it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'output-'));
  const root = join(folder, 'repository');
  mkdirSync(root);
  writeFileSync(join(folder, 'mine'), 'mine');
  symlinkSync(join(folder, 'mine'), join(root, 'link'));
  symlinkSync(folder, join(root, 'out'));
  expect(writeInside(root, 'facts/a.json', 'x')).toBe(undefined);
  expect(writeInside(root, 'facts/../../mine', 'x')).toBe('not written: facts/../../mine is outside of the repository');
  expect(writeInside(root, 'link', 'x')).toBe('not written: link leads out of the repository');
  expect(writeInside(root, 'out/new', 'x')).toBe('not written: out/new leads out of the repository');
  expect(writeInside(root, 'out/folder/new', 'x')).toBe('not written: out/folder/new leads out of the repository');
  expect([readFileSync(join(root, 'facts/a.json'), 'utf8'), readFileSync(join(folder, 'mine'), 'utf8'), existsSync(join(folder, 'new')), existsSync(join(folder, 'folder'))]).toEqual(['x', 'mine', false, false]);
  rmSync(folder, { recursive: true });
});
