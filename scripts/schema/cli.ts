import { readFileSync, statSync } from 'node:fs';
import { customKindsOfFolder } from './store/folder.ts';
import { type DocumentVerdict, judgeText } from './documents.ts';
import { openStore } from './store/store.ts';
import { makeJudge } from './verdict.ts';

interface Arguments {
  /** Paths, shown as they are; `-` is standard input. */
  readonly files: readonly string[];
  /** `1.35` */
  readonly kubernetes: string;
  readonly crds?: string;
  readonly json: boolean;
}

interface Streams {
  readonly out: (line: string) => void;
  readonly err: (line: string) => void;
}

/** Judges plain manifests. Exit code: 0 all accepted, 1 something is refused, 2 an unreadable file. */
export function run(args: Arguments, { out, err }: Streams): number {
  try {
    const store = openStore(args.kubernetes, args.crds === undefined ? undefined : customKindsOfFolder(args.crds));
    if (store.note !== undefined) err(`verdict: ${store.note}`);
    const judge = makeJudge(store, args.kubernetes);
    let [checked, refused, unread] = [0, 0, 0];
    for (const file of args.files) {
      const text = read(file);
      if (typeof text !== 'string') {
        unread++;
        err(`verdict: ${text.problem}`);
        continue;
      }
      for (const verdict of judgeText(text, judge)) {
        checked++;
        if (!verdict.accepted) refused++;
        if (args.json) out(JSON.stringify({ file, ...verdict, errors: verdict.errors.map(({ pointer: _, ...error }) => error) }));
        else for (const line of lines(file, verdict)) out(line);
      }
    }
    if (!args.json) out(`${checked} checked, ${checked - refused} accepted, ${refused} refused (Kubernetes ${args.kubernetes})`);
    if (checked === 0 && unread === 0) err('verdict: the files hold no object');
    return unread > 0 || checked === 0 ? 2 : refused > 0 ? 1 : 0;
  } catch (error) {
    err(`verdict: ${error instanceof Error ? error.message : String(error)}`);
    return 2;
  }
}

function lines(file: string, { apiVersion, kind, errors }: DocumentVerdict): string[] {
  return errors.map((error) => `${file}:${error.line}:${error.column}: ${kind === '' ? 'object' : kind}${apiVersion === '' ? '' : ` ${apiVersion}`}: ${error.field === '' ? '' : `${error.field}: `}${error.message} [${error.reason}]`);
}

const maxFile = 64 * 1024 * 1024;

function read(file: string): string | { readonly problem: string } {
  if (file === '-') return readFileSync(0, 'utf8');
  const stat = statSync(file, { throwIfNoEntry: false });
  if (stat === undefined) return { problem: `${file} does not exist` };
  if (!stat.isFile()) return { problem: `${file} is no file` };
  if (stat.size > maxFile) return { problem: `${file} is larger than 64 MiB` };
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return { problem: `${file} cannot be read` };
  }
}
