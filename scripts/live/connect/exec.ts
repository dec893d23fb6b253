import { spawn } from 'node:child_process';
import { dirname, resolve } from 'node:path';
import { fail, oneLine, type Result } from './failure.ts';

/** The `exec` entry of a kubeconfig's user (client.authentication.k8s.io). */
export interface ExecPlugin {
  readonly command?: string;
  readonly args?: readonly string[] | null;
  readonly env?: readonly { readonly name: string; readonly value: string }[] | null;
  readonly apiVersion?: string;
  readonly installHint?: string;
  readonly interactiveMode?: string;
  readonly provideClusterInfo?: boolean;
}

export interface Credential {
  readonly token?: string;
  readonly certificate?: string;
  readonly key?: string;
  /** Milliseconds since 1970. */
  readonly expires?: number;
}

export interface ExecOptions {
  /** The kubeconfig that names the plugin: its command is relative to it, as for kubectl. */
  readonly file: string;
  readonly cluster: Readonly<Record<string, unknown>>;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly timeoutMs: number;
  readonly signal?: AbortSignal;
}

const maxOutput = 1 << 20;

/** Runs a credential plugin without a terminal, and ends it and its children when it takes too long. */
export async function runPlugin(plugin: ExecPlugin, { file, cluster, env, timeoutMs, signal }: ExecOptions): Promise<Result<Credential>> {
  const { command = '', args, apiVersion = 'client.authentication.k8s.io/v1' } = plugin;
  if (command === '') return fail('kubeconfig', `${file}: the exec plugin names no command`);
  if (plugin.interactiveMode === 'Always') return fail('credentials', `the credential plugin "${command}" asks a person (interactiveMode: Always); log in with it first and use a token`);
  const path = command.includes('/') ? resolve(dirname(file), command) : command;
  const info = { apiVersion, kind: 'ExecCredential', spec: { interactive: false, ...(plugin.provideClusterInfo === true && { cluster }) } };
  const ended = await new Promise<{ code: number | null; out: string; err: string; error?: NodeJS.ErrnoException; late?: true; stopped?: true }>((settle) => {
    const child = spawn(path, [...(args ?? [])], {
      stdio: ['ignore', 'pipe', 'pipe'], detached: process.platform !== 'win32',
      env: { ...env, ...Object.fromEntries((plugin.env ?? []).map(({ name, value }) => [name, value])), KUBERNETES_EXEC_INFO: JSON.stringify(info) },
    });
    let [out, err] = ['', ''];
    const end = (more: { error?: NodeJS.ErrnoException; late?: true; stopped?: true }): void => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      if (more.error === undefined || child.pid !== undefined) killAll(child.pid);
      settle({ code: null, out, err, ...more });
    };
    const stop = (): void => end({ stopped: true });
    const timer = setTimeout(() => end({ late: true }), timeoutMs);
    signal?.addEventListener('abort', stop);
    child.stdout.on('data', (data: Buffer) => { if (out.length < maxOutput) out += data.toString(); });
    child.stderr.on('data', (data: Buffer) => { if (err.length < maxOutput) err += data.toString(); });
    child.on('error', (error) => end({ error }));
    child.on('close', (code) => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', stop);
      settle({ code, out, err });
    });
  });
  const said = lastLine(ended.err);
  const hint = plugin.installHint === undefined ? '' : `; ${oneLine(plugin.installHint)}`;
  if (ended.stopped === true) return fail('interrupted', 'interrupted');
  if (ended.error?.code === 'ENOENT') return fail('credentials', `the credential plugin "${command}" is not installed${hint}`);
  if (ended.error !== undefined) return fail('credentials', `the credential plugin "${command}" cannot be run: ${ended.error.code ?? ended.error.message}`);
  if (ended.late === true) return fail('credentials', `the credential plugin "${command}" did not end within ${timeoutMs / 1000} s${said === '' ? '' : `; it said: ${said}`}`);
  if (ended.code !== 0) return fail('credentials', `the credential plugin "${command}" failed with exit code ${ended.code}${said === '' ? '' : `: ${said}`}`);
  return readCredential(ended.out, command);
}

function readCredential(text: string, command: string): Result<Credential> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch {
    return fail('credentials', `the credential plugin "${command}" printed no JSON`);
  }
  const { kind, status } = (parsed ?? {}) as { kind?: unknown; status?: Record<string, unknown> };
  const of = (key: string): string | undefined => (typeof status?.[key] === 'string' && status[key] !== '' ? status[key] : undefined);
  const [token, certificate, key] = [of('token'), of('clientCertificateData'), of('clientKeyData')];
  if (kind !== 'ExecCredential' || (token === undefined && (certificate === undefined || key === undefined))) return fail('credentials', `the credential plugin "${command}" gave neither a token nor a certificate with key`);
  const expires = Date.parse(of('expirationTimestamp') ?? '');
  return { ok: true, value: { ...(token !== undefined && { token }), ...(certificate !== undefined && { certificate }), ...(key !== undefined && { key }), ...(!Number.isNaN(expires) && { expires }) } };
}

/** The plugin and what it started; it leads a process group of its own. */
function killAll(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}

function lastLine(text: string): string {
  return oneLine(text.trim().split('\n').at(-1) ?? '');
}
