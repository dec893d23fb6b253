import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { chartCases } from './charts.ts';
import { allSnippets, chartOf } from './snippets.ts';

/** What a command printed: manifests, or an error. `error` is without the `Error: ` at its front. */
export interface Result {
  readonly out?: string;
  readonly error?: string;
}

export interface Case {
  readonly id: string;
  readonly files: Readonly<Record<string, string>>;
  readonly args: readonly string[];
}

/** Every case of the suite by its id, which is also the key of recorded.json. */
export function allCases(): Case[] {
  return [
    ...allSnippets().map(({ topic, text }) => ({ id: `${topic}: ${text}`, files: chartOf(text), args: [] })),
    ...chartCases.map(({ name, files, args = [] }) => ({ id: `chart: ${name}`, files, args })),
  ];
}

/** Writes a case's chart into a directory and gives the arguments of `helm`. Files with `@` lie beside the chart. */
export function layOut(one: Case, directory: string): string[] {
  for (const [name, text] of Object.entries(one.files)) {
    const path = name.startsWith('@') ? join(directory, name.slice(1)) : join(directory, 'app', name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  const args = one.args.map((arg) => arg.replace(/@(?=[\w.]+$)/, `${directory}/`));
  const named = args.includes('--name-template') ? [] : ['r'];
  return ['template', ...named, join(directory, 'app'), ...args];
}

/** Runs the binary. The temporary directory is replaced by nothing, so that results do not depend on it. */
export async function runBinary(binary: string, one: Case): Promise<Result> {
  const directory = mkdtempSync(join(tmpdir(), 'helm-case-'));
  try {
    const { status, stdout, stderr } = await collect(binary, layOut(one, directory));
    return resultOf(status, stdout, stderr, directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}

export function resultOf(status: number, stdout: string, stderr: string, directory: string): Result {
  if (status === 0) return { out: stdout };
  const error = stderr.slice(Math.max(0, stderr.search(/^Error: /m))).replace(/^Error: /, '').trimEnd();
  return { error: error.replaceAll(`${directory}/`, '').replaceAll(directory, '') };
}

function collect(binary: string, args: readonly string[]): Promise<{ status: number; stdout: string; stderr: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(binary, args, { stdio: ['ignore', 'pipe', 'pipe'], timeout: 60_000 });
    let stdout = '';
    let stderr = '';
    child.stdout.setEncoding('utf8').on('data', (data: string) => (stdout += data));
    child.stderr.setEncoding('utf8').on('data', (data: string) => (stderr += data));
    child.on('error', reject).on('close', (status) => resolve({ status: status ?? 1, stdout, stderr }));
  });
}

/**
 * Why a result fails, for "the same failure for the same reason": the innermost message, without the way to it. Words
 * of parsers of other languages (YAML, JSON, regular expressions) are their own.
 */
export function reasonOf(error: string): string {
  const text = error.replace(/\n\nUse --debug flag.*$/s, '').trimEnd();
  if (text.startsWith('YAML parse error')) return text.split(': ')[0] ?? text;
  const link = /^(?:error evaluating symlink|the symbolic link) (\S+?):? /.exec(text);
  if (link !== null) return `the symbolic link ${link[1]}`;
  const yaml = /^(.*(?:cannot load [\w.]+|failed to parse \S+))/m.exec(text);
  if (yaml?.[1] !== undefined) return yaml[1];
  const last = text.split('\n').at(-1)?.trim() ?? '';
  return text.includes(' executing ') && !text.includes('specifications of the schema') ? (last.split(/error calling [\w]+: /).at(-1) ?? last) : text;
}
