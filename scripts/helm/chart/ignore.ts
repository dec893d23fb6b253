import { posix } from 'node:path';
import { pathMatch } from './pathMatch.ts';

/** The rules of a `.helmignore`, in the order of the file. */
export type IgnoreRules = readonly Rule[];

interface Rule {
  readonly negated: boolean;
  readonly directoryOnly: boolean;
  matches(path: string): boolean;
}

/**
 * Reads `.helmignore` (pkg/ignore): shell patterns, no `**`, `!` for "everything but", `/` at the front for the chart's
 * root. Helm adds `templates/.?*` at the end.
 */
export function parseIgnore(text: string): { ok: true; rules: IgnoreRules } | { ok: false; error: string } {
  const rules: Rule[] = [];
  const lines = text.replace(/^\uFEFF/, '').split('\n');
  for (const line of [...lines, 'templates/.?*']) {
    const pattern = line.trim();
    if (pattern === '' || pattern.startsWith('#')) continue;
    if (pattern.includes('**')) return { ok: false, error: 'double-star (**) syntax is not supported' };
    if (pathMatch(pattern, 'abc') === undefined) return { ok: false, error: 'syntax error in pattern' };
    rules.push(ruleOf(pattern));
  }
  return { ok: true, rules };
}

function ruleOf(pattern: string): Rule {
  const negated = pattern.startsWith('!');
  let rest = negated ? pattern.slice(1) : pattern;
  const directoryOnly = rest.endsWith('/');
  if (directoryOnly) rest = rest.slice(0, -1);
  const matches = rest.startsWith('/')
    ? (path: string) => pathMatch(rest.slice(1), path) === true
    : rest.includes('/')
      ? (path: string) => pathMatch(rest, path) === true
      : (path: string) => pathMatch(rest, posix.basename(path)) === true;
  return { negated, directoryOnly, matches };
}

/** Whether a path (relative to the chart, with '/') is left out; the first rule that says so ends the search. */
export function isIgnored(rules: IgnoreRules, path: string, isDirectory: boolean): boolean {
  if (path === '' || path === '.' || path === './') return false;
  for (const rule of rules) {
    if (rule.negated) {
      if ((rule.directoryOnly && !isDirectory) || !rule.matches(path)) return true;
    } else if ((!rule.directoryOnly || isDirectory) && rule.matches(path)) return true;
  }
  return false;
}
