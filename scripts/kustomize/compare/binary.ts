import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fromText } from './outcome.ts';
import type { Result } from './outcome.ts';
import type { Case } from './random.ts';

export function runBinary(binary: string, dir: string): Promise<Result> {
  return new Promise((resolve) => {
    execFile(binary, ['build', dir], { maxBuffer: 1 << 28, timeout: 30_000, env: { PATH: '/nonexistent', HOME: '/nonexistent' } }, (error, stdout, stderr) => {
      resolve(error === null ? fromText(stdout) : { failed: stderr.trim().slice(0, 2000) });
    });
  });
}

/** Writes the files of a case into a folder of its own and builds it there. */
export async function theirs(binary: string, { files, dir }: Case): Promise<Result> {
  const root = mkdtempSync(join(tmpdir(), 'kustomize-'));
  try {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(join(root, dirname(path)), { recursive: true });
      writeFileSync(join(root, path), text);
    }
    return await runBinary(binary, join(root, dir));
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}
