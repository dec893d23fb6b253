import type { Flag, Parsed, Values } from '../lib/flags.ts';

/** Flags of npm itself, or keys often seen in .npmrc, which a user may have set for all that npm does. */
const npmFlags = ['all', 'cert', 'dry-run', 'offline', 'scope', 'timeout', 'timing'];

/** Flags of the command that were written before `--`: npm takes them, and says so in its environment. */
function keptByNpm(names: readonly string[], env: NodeJS.ProcessEnv): string[] {
  return names.filter((name) => !npmFlags.includes(name) && env[`npm_config_${name.replaceAll('-', '_')}`] !== undefined);
}

/**
 * Does what a command line asks for: prints the help or the mistake in it, or runs the command and takes its exit code. An
 * error of this tool itself is one line and exit code 2, never a stack trace; `undone`: what it means for the user.
 */
export async function command<Flags extends Record<string, Flag>>(parsed: Parsed<Flags>, main: (values: Values<Flags>, operands: readonly string[]) => Promise<number>, undone?: string): Promise<void> {
  const { stdout, stderr, env } = process;
  // `| head` ends the pipe before all is written.
  stdout.on('error', () => process.exit());
  const kept = keptByNpm(parsed.names ?? [], env);
  if (kept.length > 0) {
    stderr.write(`npm kept ${kept.map((name) => `--${name}`).join(', ')} for itself; flags of this command go behind --: npm run ${env['npm_lifecycle_event'] ?? '…'} -- --${kept[0]}\n`);
    process.exitCode = 2;
    return;
  }
  if (!parsed.ok) {
    (parsed.exitCode === 0 ? stdout : stderr).write(parsed.text);
    process.exitCode = parsed.exitCode;
    return;
  }
  process.exitCode = await main(parsed.values, parsed.operands).catch((error: unknown) => {
    stderr.write(`this tool failed: ${(error as Error).message.split('\n', 1)[0]}\n${undone === undefined ? '' : `${undone}; `}set VALIDATE_DEBUG=1 and report what it prints\n`);
    if (env['VALIDATE_DEBUG'] !== undefined) stderr.write(`${(error as Error).stack}\n`);
    return 2;
  });
}
