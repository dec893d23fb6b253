import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { visible } from '../report/visible.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface Stream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** What a command needs of the process. */
export interface Terminal {
  readonly env: Env;
  readonly stdout: Stream;
  readonly stderr: Stream;
  /** Aborted when the user asks to stop; only commands that would run on look at it. */
  readonly signal?: AbortSignal;
}

/** FORCE_COLOR, then NO_COLOR (no-color.org), both only where not empty, then whether a terminal reads it. */
export function wantsColor({ FORCE_COLOR, NO_COLOR, TERM }: Env, { isTTY }: Stream): boolean {
  if (FORCE_COLOR !== undefined && FORCE_COLOR !== '') return !/^(?:0|false)$/.test(FORCE_COLOR);
  return (NO_COLOR === undefined || NO_COLOR === '') && TERM !== 'dumb' && isTTY === true;
}

/**
 * Addresses of files for terminals that make them clickable (OSC 8): FORCE_HYPERLINK where it is set, else where colour is wanted and a
 * person looks on. Not in terminals that would print them, nor in those of editors, which open `file:line` on that line themselves.
 */
export function linksTo(root: string, env: Env, stream: Stream): ((file: string) => string) | undefined {
  const { FORCE_HYPERLINK: forced = '', TERM = '', TERM_PROGRAM, TERMINAL_EMULATOR } = env;
  const isAble = stream.isTTY === true && wantsColor(env, stream) && !isCi(env) && !/^(?:linux|vt\d+|eterm.*)$/.test(TERM) && TERM_PROGRAM !== 'vscode' && TERMINAL_EMULATOR !== 'JetBrains-JediTerm';
  return (forced === '' ? isAble : !/^(?:0|false)$/.test(forced)) ? (file) => pathToFileURL(join(root, file)).href : undefined;
}

export interface Progress {
  /** Names what runs now. */
  on(line: string): void;
  /** Leaves no trace of itself on a terminal. */
  end(): void;
}

/** Milliseconds between two lines of a CI system's log: it shows that something moves, and what. */
const logPause = 5_000;

/**
 * Shows what runs: on a terminal one line that is written over, in a CI system's log a line now and then, else nothing.
 * `now` in milliseconds.
 */
export function progressOn(stderr: Stream, env: Env, now: () => number = () => performance.now()): Progress | undefined {
  if (stderr.isTTY === true && env['TERM'] !== 'dumb') {
    // A terminal that does not tell its width says 0.
    return { on: (line) => void stderr.write(`\r\u001b[2K${visible(line).replace(/\s+/g, ' ').slice(0, (stderr.columns || 80) - 1)}`), end: () => void stderr.write('\r\u001b[2K') };
  }
  if (!isCi(env)) return undefined;
  let next = now() + logPause;
  return {
    on: (line) => {
      if (now() < next) return;
      next = now() + logPause;
      stderr.write(`${visible(line).replace(/\s+/g, ' ')}\n`);
    },
    end: () => undefined,
  };
}

function isCi({ CI }: Env): boolean {
  return /^(?:1|true)$/.test(CI ?? '');
}
