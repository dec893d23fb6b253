import { visible } from './visible.ts';

/** Characters of one text before it is cut. */
const longest = 400;

/**
 * Text as code: servers look for mentions, issues, commits, links and emoji in the rendered page but not in code, and in the source
 * but not behind entities. Markdown gives entities no meaning of structure (CommonMark 2.5), so all ASCII punctuation is written as such.
 */
export function quote(text: string): string {
  const cut = text.length > longest ? `${visible(text.slice(0, longest).replace(/[\ud800-\udbff]$/, ''))}… (${text.length - longest} more characters)` : visible(text);
  const line = cut.replace(/\s+/g, ' ').trim();
  return line === '' ? '' : `<code>${line.replace(/[!-/:-@[-`{-~]/g, (char) => `&#${char.charCodeAt(0)};`)}</code>`;
}
