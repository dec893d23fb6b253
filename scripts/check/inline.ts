import type { Finding } from '../model/finding.ts';
import type { Place } from '../model/place.ts';
import { familiesOf, namesRule } from './levels.ts';
import { edits, suggest } from '../lib/suggest.ts';
import { draft, type Draft } from './draft.ts';

/**
 * `# validate-ignore rule/id: reason` in a source file. Behind text it is about the block that begins on its line, on a line of its own
 * about the next block; above all else of a document it is about the document.
 */
export interface InlineIgnore {
  readonly rule: string;
  readonly reason: string;
  /** What stands there instead of `validate-ignore`. */
  readonly word?: string;
  readonly place: Place;
  /** The line that it is about. */
  readonly line: number;
  /** The last line of the block that begins there. */
  readonly lastLine: number;
}

/** The first word of a comment, and what follows it. */
const comment = /(?:^|\s)#\s*([A-Za-z]+[-_:.]?[A-Za-z]+)\b:?\s*(\S*)(.*)$/;
const keyword = 'validate-ignore';

/** Reads the ignores of one file. Linear in its lines but for the blocks that ignores are about. */
export function inlineIgnores(file: string, text: string): InlineIgnore[] {
  if (!/valid\w*.?ign/i.test(text)) return [];
  const lines = text.split(/\r?\n/);
  return lines.flatMap((line, index) => {
    const match = comment.exec(line);
    if (match === null || edits(match[1]!.toLowerCase(), keyword, 2) > 2) return [];
    const own = line.trimStart().startsWith('#');
    let about = index;
    if (own) while (about < lines.length && (isBlank(lines[about]!) || isSeparator(lines[about]!))) about++;
    const last = own && isHead(lines, about) ? endOfDocument(lines, about) : endOfBlock(lines, about);
    const at = match.index + (match[0].startsWith('#') ? 0 : 1);
    const [word, first, more] = match.slice(1) as [string, string, string];
    const colon = first.indexOf(':');
    // Without a colon, what follows the rule is no reason.
    const [rule, reason] = colon < 0 ? [first, ''] : [first.slice(0, colon), (first.slice(colon + 1) + more).trim()];
    return [{ rule, reason, ...(word !== keyword && { word }), place: { file, line: index + 1, column: at + 1 }, line: about + 1, lastLine: last + 1 }];
  });
}

function isBlank(line: string): boolean {
  return line.trim() === '' || line.trimStart().startsWith('#');
}

function isSeparator(line: string): boolean {
  return /^---(?:\s|$)/.test(line);
}

/** Whether a line is the first of its document that is no comment. */
function isHead(lines: readonly string[], at: number): boolean {
  const before = lines.slice(0, at).findLast((line) => !isBlank(line));
  return before === undefined || isSeparator(before);
}

function endOfDocument(lines: readonly string[], at: number): number {
  const next = lines.findIndex((line, index) => index > at && isSeparator(line));
  return next < 0 ? lines.length - 1 : next - 1;
}

/** The last line that belongs to the key or list item of a line: those indented further, and a list at the column of its key. */
function endOfBlock(lines: readonly string[], at: number): number {
  const indentOf = (line: string): number => line.length - line.trimStart().length;
  const head = lines[at] ?? '';
  const isKey = !head.trimStart().startsWith('- ');
  let last = at;
  for (let next = at + 1; next < lines.length; next++) {
    const line = lines[next]!;
    if (isBlank(line)) continue;
    if (isSeparator(line) || !(indentOf(line) > indentOf(head) || (isKey && indentOf(line) === indentOf(head) && /^\s*-(?:\s|$)/.test(line)))) break;
    last = next;
  }
  return last;
}

/**
 * Takes out what ignores in source files silence: findings of the rule whose place is on the line, or in the block that
 * begins there. An ignore without reason silences nothing; one that is unused or misspelt is itself found.
 */
export function applyInline<Found extends Draft>(findings: readonly Found[], ignores: readonly InlineIgnore[], ruleIds: readonly string[], complete: boolean, hasRun: (id: string) => boolean = () => true): { kept: readonly Found[]; own: readonly Draft[] } {
  const own: Draft[] = [];
  const used = new Set<InlineIgnore>();
  const byFile = new Map<string, InlineIgnore[]>();
  for (const ignore of ignores) {
    const { rule, reason, word, place } = ignore;
    if (word !== undefined) own.push(draft('config/invalid', `"${word}" silences nothing; write # validate-ignore family/rule: reason`, { place }));
    else if (!ruleIds.some((id) => namesRule(rule, id))) {
      const near = suggest(rule, [...ruleIds, ...familiesOf(ruleIds)]);
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
      if (!used.has(ignore) && ruleIds.some((id) => hasRun(id) && namesRule(ignore.rule, id))) own.push(draft('config/suppression-unused', `the ignore of ${ignore.rule} silences nothing; remove it`, { place: ignore.place }));
  return { kept, own };
}

function silences({ rule, line, lastLine }: InlineIgnore, { rule: found, place }: Pick<Finding, 'rule' | 'place'>): boolean {
  return place !== undefined && place.line >= line && place.line <= lastLine && namesRule(rule, found);
}
