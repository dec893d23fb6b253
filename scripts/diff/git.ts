import { spawnSync } from 'node:child_process';

/** Runs git for its answer alone. */
export interface Git {
  /** Standard output; undefined where git fails. */
  text(...args: readonly string[]): string | undefined;
  /** Output as bytes, with `input` on standard input; the first line of what git complains of where it fails. */
  bytes(args: readonly string[], input?: string): { readonly ok: true; readonly out: Buffer } | { readonly ok: false; readonly message: string };
}

const largest = 1 << 30;

/**
 * Git in a folder that may be hostile: nothing that its configuration names is run (hooks, file system monitor, pagers,
 * signature programs, external diffs), nothing is fetched behind our back, and an owner other than us is no obstacle, since
 * only objects are read.
 */
export function openGit(folder: string): Git {
  const hardened = [
    '--no-pager', '--no-optional-locks', '-c', 'safe.directory=*', '-c', 'core.fsmonitor=false', '-c', 'core.hooksPath=/dev/null', '-c', 'core.untrackedCache=false',
    '-c', 'protocol.allow=never', '-c', 'log.showSignature=false', '-c', 'diff.external=', '-c', 'core.quotePath=false',
  ];
  const { GIT_DIR: _dir, GIT_WORK_TREE: _tree, GIT_INDEX_FILE: _index, GIT_OBJECT_DIRECTORY: _objects, GIT_EXTERNAL_DIFF: _diff, ...rest } = process.env;
  const env = { ...rest, LC_ALL: 'C', GIT_NO_LAZY_FETCH: '1', GIT_NO_REPLACE_OBJECTS: '1', GIT_TERMINAL_PROMPT: '0' };
  const run = (args: readonly string[], input?: string) => spawnSync('git', [...hardened, ...args], { cwd: folder, env, maxBuffer: largest, ...(input === undefined ? { stdio: ['ignore', 'pipe', 'pipe'] } : { input }) });
  return {
    text: (...args) => {
      const { status, stdout } = run(args);
      return status === 0 ? stdout.toString().trimEnd() : undefined;
    },
    bytes: (args, input) => {
      const { status, stdout, stderr, error } = run(args, input);
      if (status === 0) return { ok: true, out: stdout };
      const said = error?.message ?? stderr?.toString().trim().split('\n', 1)[0] ?? '';
      return { ok: false, message: said === '' ? `git ends with ${status}` : said.replace(/^(?:fatal|error): /, '') };
    },
  };
}
