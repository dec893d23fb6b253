import type { Finding } from '../model/finding.ts';
import type { Place } from '../model/place.ts';
import { globMatches } from '../lib/glob.ts';
import { suggest } from '../lib/suggest.ts';
import { draft, type Draft } from './draft.ts';

/** `# validate-ignore rule/id: reason` in a source file: silences the rule on its own line, or on the next one that is no comment. */
export interface InlineIgnore {
  readonly rule: string;
  readonly reason: string;
  readonly place: Place;
  /** The line that it is about. */
  readonly line: number;
  /** The line begins a block (ends in a colon, or in a dash): all of the block is meant. */
  readonly indent: number;
  readonly lastLine: number;
}

const comment = /(?:^|\s)#\s*validate-ignore\b:?\s*(\S*?)(?::\s*(.*?))?\s*$/;

/** Reads the ignores of one file. Linear in its lines. */
export function inlineIgnores(file: string, text: string): InlineIgnore[] {
  if (!text.includes('validate-ignore')) return [];
  const lines = text.split(/\r?\n/);
  const indentOf = (line: string): number => line.length - line.trimStart().length;
  const isBlank = (line: string): boolean => line.trim() === '' || line.trimStart().startsWith('#');
  return lines.flatMap((line, index) => {
    const match = comment.exec(line);
    if (match === null) return [];
    let about = index;
    if (line.trimStart().startsWith('#')) while (about < lines.length && isBlank(lines[about]!)) about++;
    const indent = indentOf(lines[about] ?? '');
    // A document separator is about the whole document; any other line about its own block.
    let last = about;
    while (last + 1 < lines.length && (isBlank(lines[last + 1]!) || indentOf(lines[last + 1]!) > indent)) last++;
    const at = match.index + (match[0].startsWith('#') ? 0 : 1);
    return [{ rule: match[1]!, reason: match[2] ?? '', place: { file, line: index + 1, column: at + 1 }, line: about + 1, indent, lastLine: last + 1 }];
  });
}

/**
 * Takes out what ignores in source files silence: findings of the rule whose place is on the line, or in the block that
 * begins there. An ignore without reason silences nothing; one that is unused or misspelt is itself found.
 */
export function applyInline(findings: readonly Draft[], ignores: readonly InlineIgnore[], ruleIds: readonly string[], complete: boolean, hasRun: (id: string) => boolean = () => true): { kept: readonly Draft[]; own: readonly Draft[] } {
  const own: Draft[] = [];
  const used = new Set<InlineIgnore>();
  const byFile = new Map<string, InlineIgnore[]>();
  for (const ignore of ignores) {
    const { rule, reason, place } = ignore;
    if (!ruleIds.some((id) => globMatches(rule, id))) {
      const near = suggest(rule, ruleIds);
      own.push(draft('config/suppression-unknown-rule', `no rule is called "${rule}"${near === undefined ? '; write # validate-ignore family/rule: reason' : `; did you mean "${near}"?`}`, { place }));
    } else if (reason === '') own.push(draft('config/suppression-without-reason', `the ignore of ${rule} gives no reason; write # validate-ignore ${rule}: reason`, { place }));
    else byFile.set(place.file, [...(byFile.get(place.file) ?? []), ignore]);
  }
  const kept = findings.filter((finding) => {
    const by = (byFile.get(finding.place?.file ?? '') ?? []).filter((ignore) => silences(ignore, finding));
    for (const ignore of by) used.add(ignore);
    return by.length === 0;
  });
  if (complete)
    for (const ignore of [...byFile.values()].flat())
      if (!used.has(ignore) && ruleIds.some((id) => hasRun(id) && globMatches(ignore.rule, id))) own.push(draft('config/suppression-unused', `the ignore of ${ignore.rule} silences nothing; remove it`, { place: ignore.place }));
  return { kept, own };
}

function silences({ rule, line, lastLine }: InlineIgnore, { rule: found, place }: Pick<Finding, 'rule' | 'place'>): boolean {
  return place !== undefined && place.line >= line && place.line <= lastLine && globMatches(rule, found);
}
