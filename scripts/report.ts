import { command } from './cli/command.ts';
import { mergeFlags, mergeUsage } from './cli/options.ts';
import { parseFlags } from './lib/flags.ts';

const parsed = parseFlags(process.argv.slice(2), mergeFlags, mergeUsage);
await command(parsed, async (values, operands) => {
  // Not above: a mistake in the flags is told at once, before the engines are loaded.
  const { merge } = await import('./cli/merge.ts');
  return merge(values, operands, { env: process.env, stdout: process.stdout, stderr: process.stderr });
}, 'nothing is known of the run');
