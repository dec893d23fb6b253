import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect, type Client } from '../../live/connect/index.ts';
import type { JsonObject } from '../../model/json.ts';

/** The repository that the tool lies in, and what lies beside it. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));
export const shared = join(root, '..', 'shared');

/** How a command ended, and what it printed. */
export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

export interface RunOptions {
  readonly interruptMs?: number;
  /** On standard input; absent, it is closed. */
  readonly input?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Called once it runs. */
  readonly meanwhile?: () => Promise<void> | void;
}

export interface Suite {
  /** Tells whether something is as expected. */
  check(what: string, actual: unknown, expected: unknown): void;
  /** Something that was measured. */
  note(line: string): void;
  /** What could not be tried, and why. */
  skip(line: string): void;
  readonly failed: () => number;
}

export function openSuite(): Suite {
  let failed = 0;
  return {
    check: (what, actual, expected) => {
      const [a, b] = [JSON.stringify(actual), JSON.stringify(expected)];
      if (a === b) return console.log(`ok      ${what}`);
      failed++;
      console.log(`FAILED  ${what}\n        is       ${a}\n        expected ${b}`);
    },
    note: (line) => console.log(`        ${line}`),
    skip: (line) => console.log(`skipped: ${line}`),
    failed: () => failed,
  };
}

/** Runs a command of the tool as a person does. */
export function command(script: string, args: readonly string[], { interruptMs, meanwhile, input, env = {} }: RunOptions = {}): Promise<Ran> {
  return new Promise((settle) => {
    const child = spawn(process.execPath, [join(root, 'scripts', `${script}.ts`), ...args], { stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'], env: { ...process.env, NO_COLOR: '1', ...env } });
    let [out, err] = ['', ''];
    child.stdin?.end(input);
    child.stdout!.on('data', (data: Buffer) => { out += data.toString(); });
    child.stderr!.on('data', (data: Buffer) => { err += data.toString(); });
    if (interruptMs !== undefined) setTimeout(() => child.kill('SIGINT'), interruptMs);
    void meanwhile?.();
    child.on('close', (code) => settle({ code, out, err }));
  });
}

export const lastLine = (text: string): string => text.trim().split('\n').at(-1) ?? '';

/** A client for the test itself. */
export async function clientOf(kubeconfig: string): Promise<Client> {
  const connected = await connect({ file: kubeconfig, env: {}, qps: 1_000, timeoutMs: 20_000 });
  if (!connected.ok) throw new Error(connected.failure.message);
  return connected.value;
}

/** A request that has to succeed. */
export async function must(client: Client, method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE', path: string, body?: object, contentType?: string): Promise<JsonObject> {
  const answer = await client.send({ method, path, ...(body !== undefined && { body: body as JsonObject }), ...(contentType !== undefined && { contentType }) });
  if (!answer.ok) throw new Error(`${method} ${path}: ${answer.failure.message}`);
  return answer.value;
}

/** Asks again until something holds, for a minute. */
export async function until<T>(what: string, ask: () => Promise<T | undefined>): Promise<T> {
  for (let i = 0; i < 240; i++) {
    const found = await ask();
    if (found !== undefined) return found;
    await new Promise((settle) => setTimeout(settle, 250));
  }
  throw new Error(`${what}: not within a minute`);
}
