import { afterEach, expect, it, vi } from 'vitest';
import { command } from './command.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  process.exitCode = undefined;
});

async function told(run: () => Promise<void>): Promise<readonly [string, unknown]> {
  const written: string[] = [];
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0);
  await run();
  return [written.join(''), process.exitCode];
}

const parsed = { ok: true, values: {}, operands: ['a'] } as const;

it('an error of the tool itself is one line and exit code 2', async () => {
  const main = () => Promise.reject(new Error('no such thing\n    at x.ts:1'));
  expect(await told(() => command(parsed, main, 'nothing was checked'))).toEqual(['this tool failed: no such thing\nnothing was checked; set VALIDATE_DEBUG=1 and report what it prints\n', 2]);
  expect(await told(() => command(parsed, main))).toEqual(['this tool failed: no such thing\nset VALIDATE_DEBUG=1 and report what it prints\n', 2]);
});

it('a mistake in the flags is told, and nothing runs', async () => {
  const main = vi.fn();
  expect(await told(() => command({ ok: false, exitCode: 2, text: 'unknown flag\n' }, main))).toEqual(['unknown flag\n', 2]);
  expect(main).not.toHaveBeenCalled();
});

it('flags that npm kept for itself are told, and nothing runs', async () => {
  const main = vi.fn();
  vi.stubEnv('npm_config_changed', 'true').stubEnv('npm_config_charts_dir', 'x').stubEnv('npm_config_offline', 'true').stubEnv('npm_lifecycle_event', 'validate');
  expect(await told(() => command({ ...parsed, names: ['changed', 'charts-dir', 'offline', 'fix'] }, main))).toEqual(['npm kept --changed, --charts-dir for itself; flags of this command go behind --: npm run validate -- --changed\n', 2]);
  expect(main).not.toHaveBeenCalled();
});

it('the exit code is that of the command, which gets the operands', async () => {
  expect(await told(() => command(parsed, (_, operands) => Promise.resolve(operands.length)))).toEqual(['', 1]);
});
