import type { Case, Dice } from './random.ts';

const values = ['', '1', '01', '"1"', 'true', 'yes', 'null', '~', '{}', '[]', '{a: b}', '[a, b]', '- a', '|\n    a\n    b', '>-\n    a\n    b', '"a\\nb"', "'x'", '&a x', '*a', '!!str 1', '!!int x', '2020-01-01', '1e3', '0x1F', '.inf', 'a: b', '# c', '@x', '$patch: delete', '$(V)', '__proto__', '"\\u2028"', 'é', '12345678901234567890', '1.50', "''", '-', '...', '---', '%x', '\t', '../x', './d.yaml', 'nope.yaml'] as const;
const keys = ['name', 'kind', 'apiVersion', 'metadata', 'spec', 'items', 'labels', 'annotations', 'namespace', 'path', 'target', 'patch', 'resources', '$patch', '<<', '__proto__', 'y', '1', '"a b"', 'kind: List\nx', 'generateName'] as const;

type Lines = string[];

const indentOf = (line: string): string => /^\s*/.exec(line)?.[0] ?? '';

const changes: readonly ((lines: Lines, at: number, d: Dice) => void)[] = [
  (lines, at) => void lines.splice(at, 1),
  (lines, at) => void lines.splice(at, 0, lines[at] ?? ''),
  (lines, at, d) => {
    const other = d.below(lines.length);
    [lines[at], lines[other]] = [lines[other] ?? '', lines[at] ?? ''];
  },
  (lines, at, d) => void (lines[at] = ' '.repeat(d.below(3)) + (lines[at] ?? '')),
  (lines, at, d) => void (lines[at] = (lines[at] ?? '').slice(d.below(3))),
  (lines, at, d) => void (lines[at] = (lines[at] ?? '').replace(/^(\s*(?:- )?[^:{]*:).*$/, (_, key: string) => `${key} ${d.pick(values)}`)),
  (lines, at, d) => void (lines[at] = (lines[at] ?? '').replace(/^(\s*(?:- )?)[^:{]*(:.*)$/, (_, indent: string, rest: string) => `${indent}${d.pick(keys)}${rest}`)),
  (lines, at, d) => void lines.splice(at, 0, `${indentOf(lines[at] ?? '')}${d.pick(keys)}: ${d.pick(values)}`),
  (lines, at, d) => void lines.splice(at, 0, `${indentOf(lines[at] ?? '')}- ${d.pick(values)}`),
  (lines, at, d) => {
    const line = lines[at] ?? '';
    const column = d.below(line.length + 1);
    lines[at] = line.slice(0, column) + d.pick(['"', "'", '{', '}', '[', ']', ':', ',', '#', '-', ' ', '\t', '&', '*', '!', '|', '>', '%', '\\', 'x', '0', '~', '?', '\r', '\u00a0', '\ufeff']) + line.slice(column);
  },
  (lines, at, d) => {
    const line = lines[at] ?? '';
    const column = d.below(line.length + 1);
    lines[at] = line.slice(0, column) + line.slice(column + 1);
  },
  (lines, at, d) => void lines.splice(at, 0, d.pick(['---', '--- # x', '...', '', '# comment', '--- x', '- - a', '? a'])),
];

/** A case with one to three lines of its files changed into something that a hurried person, or nobody, would write. */
export function mutate(one: Case, d: Dice, name: string): Case {
  const files: Record<string, string> = { ...one.files };
  const paths = Object.keys(files);
  for (let i = 0; i <= d.below(3); i++) {
    const path = d.pick(paths);
    const lines = (files[path] ?? '').split('\n');
    d.pick(changes)(lines, d.below(lines.length), d);
    files[path] = lines.join('\n');
  }
  return { name, files, dir: one.dir };
}
