import { keepCompiled } from './lib/compiled.ts';
import { parseFlags } from './lib/flags.ts';
import { validateFlags, validateUsage } from './options.ts';

const parsed = parseFlags(process.argv.slice(2), validateFlags, validateUsage);
if (!parsed.ok) {
  (parsed.exitCode === 0 ? process.stdout : process.stderr).write(parsed.text);
  process.exitCode = parsed.exitCode;
} else {
  // Not above: a mistake in the flags is told at once, before the engines are loaded.
  keepCompiled();
  const { validate } = await import('./validation.ts');
  const stop = new AbortController();
  if (parsed.values.watch === true) process.once('SIGINT', () => stop.abort());
  process.exitCode = await validate(parsed.values, { env: process.env, stdout: process.stdout, stderr: process.stderr, signal: stop.signal }).catch((error: unknown) => {
    process.stderr.write(`this tool failed: ${(error as Error).message.split('\n', 1)[0]}\nnothing was checked; set VALIDATE_DEBUG=1 and report what it prints\n`);
    if (process.env['VALIDATE_DEBUG'] !== undefined) process.stderr.write(`${(error as Error).stack}\n`);
    return 2;
  });
}
