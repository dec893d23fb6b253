import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const start = fileURLToPath(new URL('../start.mjs', import.meta.url));

export interface Reviewed {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** `npm run review` as a program of its own, with this environment and nothing of the machine's. */
export function reviewCommand(args: readonly string[], env: Readonly<Record<string, string>> = {}, cwd = '.'): Promise<Reviewed> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [start, 'review', ...args], { cwd, env: { PATH: process.env['PATH'], NO_COLOR: '1', GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...env } });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk) => (out += chunk));
    child.stderr.on('data', (chunk) => (err += chunk));
    child.on('close', (code) => resolve({ code, out, err }));
  });
}
