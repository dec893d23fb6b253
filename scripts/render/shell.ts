import { atPointer } from '../lib/json.ts';
import { objects, text } from '../lib/object.ts';
import type { JsonObject } from '../model/json.ts';

/** What every shell sets by itself (POSIX 2.5.3, bash). */
const ownNames = new Set(['HOME', 'PATH', 'PWD', 'OLDPWD', 'USER', 'SHELL', 'HOSTNAME', 'IFS', 'RANDOM', 'SECONDS', 'LINENO', 'PPID', 'UID', 'EUID', 'TERM', 'TMPDIR', 'OPTARG', 'OPTIND', 'REPLY', 'BASH_SOURCE', 'FUNCNAME']);

/**
 * Whether `${name}` in the text at a pointer can only be a shell's: the shell sets it, the text itself does, or the container
 * around the text has it in its environment.
 */
export function isShellVariable(name: string, object: JsonObject, pointer: string): boolean {
  const script = atPointer(object, pointer);
  if (typeof script !== 'string') return false;
  if (ownNames.has(name) || new RegExp(`(?:^|[\\s;&|({])${name}=|\\bfor\\s+${name}\\s+in\\b|\\bread\\s+(?:-\\w+\\s+)*${name}\\b`).test(script)) return true;
  const container = /^(.*\/(?:containers|initContainers)\/\d+)\/(?:command|args)\/\d+$/.exec(pointer)?.[1];
  const holder = container === undefined ? undefined : atPointer(object, container);
  return objects(holder, 'env').some((entry) => text(entry, 'name') === name);
}
