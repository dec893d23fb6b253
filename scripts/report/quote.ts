import { visible } from './visible.ts';

/** Characters of one text before it is cut. */
const longest = 400;

/**
 * Text as code: servers look for mentions, issues, commits, links and emoji in the rendered page but not in code, and in the source
 * but not behind entities. Markdown gives entities no meaning of structure (CommonMark 2.5), so all ASCII punctuation is written as such that means
 * something within a line, also where GFM makes a link of what begins with www.
 */
export function quote(text: string): string {
  return code(oneLine(text));
}

/**
 * A sentence for a person: words stay words, and everything in which a server could see more than a word (names, paths, versions, numbers in which
 * a commit could be meant) is code. The words are Latin letters, or a few digits; what stands around them is written as entities.
 */
export function prose(text: string): string {
  return oneLine(text).split(' ').map((part) => {
    const [, before = '', core = '', after = ''] = /^(["'(]*)(.*?)((?:\(s\))?[)"',.;:?!…]*)$/u.exec(part) ?? [];
    return `${entities(before)}${isPlain(core) ? entities(core) : code(core)}${entities(after)}`;
  }).join(' ').replaceAll('</code> <code>', ' ');
}

const word = /^\p{Script=Latin}+(?:[-']\p{Script=Latin}+)*$/u;

function isPlain(core: string): boolean {
  // Seven characters of a hexadecimal number are the name of a commit.
  return core === '' || /^(?:\d{1,6}|[→=<>+&…-])$/u.test(core) || (word.test(core) && !/\b[0-9a-f]{7,}\b/i.test(core));
}

function oneLine(text: string): string {
  const cut = text.length > longest ? `${visible(text.slice(0, longest).replace(/[\ud800-\udbff]$/, ''))}… (${text.length - longest} more characters)` : visible(text);
  return cut.replace(/\s+/g, ' ').trim();
}

function code(line: string): string {
  return line === '' ? '' : `<code>${entities(line, /[!#$&()*:<>@[\\\]^_`{|}~]|(?<=w)\./gi)}</code>`;
}

function entities(line: string, which = /[!-/:-@[-`{-~]/g): string {
  return line.replace(which, (char) => `&#${char.charCodeAt(0)};`);
}
