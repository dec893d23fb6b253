import { command } from './cli/command.ts';
import { parseFlags } from './lib/flags.ts';
import { validateFlags, validateUsage } from './cli/options.ts';

const parsed = parseFlags(process.argv.slice(2), validateFlags, validateUsage);
await command(parsed, async (values) => {
  // Not above: a mistake in the flags is told at once, before the engines are loaded.
  const { validate } = await import('./cli/validation.ts');
  const stop = new AbortController();
  if (values.watch === true) process.once('SIGINT', () => stop.abort());
  return validate(values, { env: process.env, stdout: process.stdout, stderr: process.stderr, signal: stop.signal });
}, 'nothing was checked');
