import type { Json, JsonObject } from '../../model/json.ts';
import { atPointer, isObject, pointerTokens } from '../json.ts';
import { get, list, text } from '../read.ts';

/** What every shell sets by itself (POSIX 2.5.3, bash). */
const ownNames = new Set(['HOME', 'PATH', 'PWD', 'OLDPWD', 'USER', 'SHELL', 'HOSTNAME', 'IFS', 'RANDOM', 'SECONDS', 'LINENO', 'PPID', 'UID', 'EUID', 'TERM', 'TMPDIR', 'OPTARG', 'OPTIND', 'REPLY', 'BASH_SOURCE', 'FUNCNAME']);
/** Variables of nginx' core and http modules that configurations brace. */
const nginxNames = new Set(['args', 'arg', 'binary_remote_addr', 'body_bytes_sent', 'document_root', 'document_uri', 'host', 'hostname', 'http_host', 'is_args', 'proxy_add_x_forwarded_for', 'proxy_host', 'query_string', 'realpath_root', 'remote_addr', 'remote_user', 'request', 'request_body', 'request_method', 'request_time', 'request_uri', 'scheme', 'server_name', 'server_port', 'server_protocol', 'status', 'time_local', 'upstream_addr', 'uri']);

/**
 * Whether `${name}` in the text at a pointer can only be a program's own: the shell or nginx sets it, the text itself does, or
 * the container around the text has it in its environment.
 */
export function isShellVariable(name: string, object: JsonObject, pointer: string): boolean {
  const script = atPointer(object, pointer);
  if (typeof script !== 'string') return false;
  if (ownNames.has(name) || new RegExp(`(?:^|[\\s;&|({])${name}=|\\bfor\\s+${name}\\s+in\\b|\\bread\\s+(?:-\\w+\\s+)*${name}\\b`).test(script)) return true;
  if ((nginxNames.has(name) || /^(?:arg|cookie|http|sent_http|upstream)_[a-z_]+$/.test(name)) && /\b(?:server|location|upstream|proxy_pass)\b[^\n]*[{;]/.test(script)) return true;
  return environmentAt(object, pointerTokens(pointer)).has(name);
}

/** Whether a text is a program of a shell: it begins as one, or stands as an argument behind `sh -c`, or reads as one. */
export function isShellScript(script: string): boolean {
  return /^\s*#!.*\b(?:ba|da|a|k|z)?sh\b/.test(script) || (script.includes('\n') && /(?:^|\n)\s*(?:set -\w|if \[|then$|fi$|done$|esac$|echo |export \w+=|curl |while |for \w+ in )/m.test(script));
}

/** The names that the nearest holder of an `env` around a path sets: containers, and the values of charts in their shape. */
function environmentAt(object: JsonObject, path: readonly string[]): Set<string> {
  let at: Json | undefined = object;
  let names = new Set<string>();
  for (const key of path) {
    if (isObject(at) && at['env'] !== undefined) names = new Set([...Object.keys(isObject(at['env']) ? at['env'] : {}), ...list(at, 'env').flatMap((entry) => text(entry, 'name') ?? [])]);
    at = Array.isArray(at) ? at[Number(key)] : isObject(at) ? get(at, key) : undefined;
  }
  return names;
}
