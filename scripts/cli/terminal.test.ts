import { expect, it } from 'vitest';
import { linksTo, progressOn, wantsColor } from './terminal.ts';

const tty = { isTTY: true, columns: 20, write: () => true };
const pipe = { write: () => true };

it.each([
  [{}, true, false], [{ NO_COLOR: '1' }, false, false], [{ NO_COLOR: '' }, true, false], [{ TERM: 'dumb' }, false, false],
  [{ FORCE_COLOR: '1' }, true, true], [{ FORCE_COLOR: '1', NO_COLOR: '1', TERM: 'dumb' }, true, true], [{ FORCE_COLOR: '0' }, false, false], [{ FORCE_COLOR: 'false' }, false, false], [{ FORCE_COLOR: '' }, true, false],
])('%j: colour on a terminal %s, piped %s', (env, onTty, piped) => {
  expect([wantsColor(env, tty), wantsColor(env, pipe)]).toEqual([onTty, piped]);
});

/** What is written while three lines come at 0, 4 and 6 seconds. */
function shown(stream: { isTTY?: boolean; columns?: number }, env: Record<string, string>): string {
  let out = '';
  let time = 0;
  const progress = progressOn({ ...stream, write: (text) => (out += text) }, env, () => time);
  for (const [at, line] of [[0, 'one'], [4_000, 'two\u001b[31m\nthat is much longer than the terminal'], [6_000, 'three'], [7_000, 'four']] as const) {
    time = at;
    progress?.on(line);
  }
  progress?.end();
  return out;
}

it('shows progress on one line of a terminal, cut to its width, and takes it away', () => {
  expect(shown(tty, {})).toBe('\r\u001b[2Kone\r\u001b[2Ktwo\\u001b[31m that \r\u001b[2Kthree\r\u001b[2Kfour\r\u001b[2K');
});

it('shows it in 80 columns where a terminal tells no width', () => {
  expect(shown({ isTTY: true, columns: 0 }, {})).toContain('two\\u001b[31m that is much longer than the terminal');
});

it('shows plain lines now and then in a CI system, and nothing where it is piped', () => {
  expect(shown({}, { CI: 'true' })).toBe('three\n');
  expect(shown({}, {})).toBe('');
  expect(shown(tty, { TERM: 'dumb' })).toBe('');
});

it('makes addresses of files for terminals only', () => {
  expect(linksTo('/a b', {}, tty)?.('c#d/é.yaml')).toBe('file:///a%20b/c%23d/%C3%A9.yaml');
  expect(linksTo('/a', {}, pipe)).toBeUndefined();
  expect(linksTo('/a', { CI: 'true' }, tty)).toBeUndefined();
  expect(linksTo('/a', { FORCE_COLOR: '1' }, pipe)).toBeUndefined();
  for (const env of [{ TERM: 'linux' }, { TERM_PROGRAM: 'vscode' }, { TERMINAL_EMULATOR: 'JetBrains-JediTerm' }, { NO_COLOR: '1' }, { FORCE_HYPERLINK: '0' }]) expect(linksTo('/a', env, tty)).toBeUndefined();
  for (const stream of [tty, pipe]) expect(linksTo('/a', { FORCE_HYPERLINK: '1', CI: 'true' }, stream)?.('b')).toBe('file:///a/b');
});
