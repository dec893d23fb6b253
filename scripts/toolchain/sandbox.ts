import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Tool } from './index.ts';

export type Ran = { readonly ok: true; readonly output: string } | { readonly ok: false; readonly message: string };

/**
 * A folder of its own for what a binary reads, and the binary run in it with no programs on PATH, no configuration of the
 * user, no cluster and proxies that lead nowhere: a repository cannot make it start anything or ask anybody.
 */
export interface Sandbox {
  readonly folder: string;
  write(file: string, data: Uint8Array | string): void;
  remove(file: string): void;
  /** Runs for 60 s and prints 256 MB at the most; `message` is the last line of standard error. */
  run(tool: Tool, args: readonly string[]): Ran;
  /** Removes the folder. */
  close(): void;
}

const nowhere = 'http://127.0.0.1:9';

export function openSandbox(): Sandbox {
  const folder = mkdtempSync(join(tmpdir(), 'gitops-binary-'));
  const env = { PATH: '', HOME: folder, TMPDIR: folder, KUBECONFIG: join(folder, 'none'), HTTP_PROXY: nowhere, HTTPS_PROXY: nowhere, http_proxy: nowhere, https_proxy: nowhere, ALL_PROXY: nowhere, NO_PROXY: '', no_proxy: '' };
  return {
    folder,
    write(file, data) {
      const path = join(folder, file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, data);
    },
    remove: (file) => rmSync(join(folder, file), { force: true }),
    run({ command: [program = '', ...first] }, args) {
      const { status, stdout, stderr, error } = spawnSync(program, [...first, ...args], { cwd: folder, env, encoding: 'utf8', timeout: 60_000, maxBuffer: 256e6, stdio: ['ignore', 'pipe', 'pipe'] });
      if (status === 0) return { ok: true, output: stdout };
      const said = (stderr ?? '').trim().split('\n').at(-1)?.replaceAll(`${folder}/`, '') ?? '';
      return { ok: false, message: said !== '' ? said : error?.message ?? `it ended with ${String(status)}` };
    },
    close: () => rmSync(folder, { recursive: true, force: true }),
  };
}
