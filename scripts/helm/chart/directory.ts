import { lstatSync, readFileSync, readdirSync, readlinkSync, realpathSync, type Stats } from 'node:fs';
import { join, resolve, sep } from 'node:path';
import type { ChartFile } from '../types.ts';
import { maxChartBytes, withoutBom, type FilesResult } from './archive.ts';
import { isIgnored, parseIgnore, type IgnoreRules } from './ignore.ts';

const maxDepth = 64;
const maxFiles = 100_000;

/**
 * The files of a chart in a directory, in lexical order, without what `.helmignore` names. Symbolic links are followed
 * as Helm does, but not out of `within` where that is given.
 */
export function readDirectory(directory: string, within?: string): FilesResult {
  const top = resolve(directory);
  const boundary = within === undefined ? undefined : real(within);
  const rules = ignoreRules(top);
  if (!rules.ok) return rules;
  const walk: Walk = { top, rules: rules.rules, boundary, files: [], seen: 0, size: 0 };
  const error = visit(walk, top, '', 0);
  return error === undefined ? { ok: true, files: walk.files } : { ok: false, error };
}

/** Files of a chart in memory without what its `.helmignore` names, a directory with all below it. */
export function withoutIgnored(files: readonly ChartFile[]): FilesResult {
  const text = files.find(({ name }) => name === '.helmignore')?.data;
  const parsed = parseIgnore(text === undefined ? '' : Buffer.from(text).toString());
  if (!parsed.ok) return parsed;
  const ignored = (name: string): boolean => {
    for (let end = name.indexOf('/'); end >= 0; end = name.indexOf('/', end + 1)) if (isIgnored(parsed.rules, name.slice(0, end), true)) return true;
    return isIgnored(parsed.rules, name, false);
  };
  return { ok: true, files: files.filter(({ name }) => !ignored(name)) };
}

interface Walk {
  readonly top: string;
  readonly rules: IgnoreRules;
  readonly boundary: string | undefined;
  readonly files: ChartFile[];
  seen: number;
  size: number;
}

function ignoreRules(top: string): ReturnType<typeof parseIgnore> {
  let text = '';
  try {
    text = readFileSync(join(top, '.helmignore'), 'utf8');
  } catch {
    // no such file: only the default rule
  }
  return parseIgnore(text);
}

/** Returns an error, or undefined when all went well. */
function visit(walk: Walk, path: string, name: string, depth: number): string | undefined {
  // links to a directory above can make a tree without end
  if (++walk.seen > maxFiles) return `the chart holds more than ${maxFiles} files`;
  let info: Stats;
  let target = path;
  let link: string | undefined;
  try {
    info = lstatSync(path);
    if (info.isSymbolicLink()) {
      link = readlinkSync(path);
      target = realpathSync(path);
      if (!isWithin(walk.boundary, target)) return `the symbolic link ${name} leads out of the repository`;
      info = lstatSync(target);
    }
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' && link !== undefined) return `the symbolic link ${name || path} leads to ${link}, which is not there; charts of git repositories may need the whole repository around them`;
    return code === 'ELOOP' ? `error evaluating symlink ${path}: too many links` : `cannot read ${name || path}: ${code === 'ENOENT' ? 'no such file or directory' : code}`;
  }
  if (info.isDirectory()) {
    if (name !== '' && isIgnored(walk.rules, name, true)) return undefined;
    if (depth > maxDepth) return `the directories of the chart nest more than ${maxDepth} deep (a symbolic link to a directory above itself?)`;
    for (const entry of readdirSync(target).sort(byBytes)) {
      const error = visit(walk, join(target, entry), name === '' ? entry : `${name}/${entry}`, depth + 1);
      if (error !== undefined) return error;
    }
    return undefined;
  }
  if (isIgnored(walk.rules, name, false)) return undefined;
  if (!info.isFile()) return `cannot load irregular file ${path} as it has file mode type bits set`;
  walk.size += info.size;
  if (walk.size > maxChartBytes) return `error reading ${name}: chart exceeds maximum decompressed size of ${maxChartBytes} bytes`;
  try {
    walk.files.push({ name, data: withoutBom(readFileSync(target)) });
  } catch (error) {
    return `error reading ${name}: ${(error as NodeJS.ErrnoException).code}`;
  }
  return undefined;
}

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return resolve(path);
  }
}

function isWithin(boundary: string | undefined, path: string): boolean {
  return boundary === undefined || path === boundary || path.startsWith(boundary.endsWith(sep) ? boundary : boundary + sep);
}
