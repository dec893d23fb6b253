import fc from 'fast-check';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/** Markdown as GitHub reads it (CommonMark and GFM, HTML kept), as HTML. */
export function renderMarkdown(text: string): string {
  return micromark(text, { allowDangerousHtml: true, allowDangerousProtocol: true, extensions: [gfm()], htmlExtensions: [gfmHtml()] });
}

/** The tags of a page without those of code, which stand for text: what it looks like, whatever it says. Addresses in full. */
export function shapeOf(html: string): string[] {
  return [...html.matchAll(/<!--.*?-->|<[^>]*>/gs)].map(([tag]) => tag).filter((tag) => !/^<\/?code>$/.test(tag));
}

/** The text between the tags, entities read; of a page without its code where a server looks for mentions and the like. */
export function textOf(html: string, code: 'with code' | 'without code'): string {
  return (code === 'with code' ? html : html.replace(/<code>[^<]*<\/code>/g, '\uffff'))
    .replace(/<(?:br|\/p|\/td|\/li|\/summary)>/g, '\n').replace(/<!--.*?-->|<[^>]*>/gs, '')
    .replace(/&(?:#(\d+)|#x([0-9a-f]+)|(amp|lt|gt|quot));/gi, (_, decimal?: string, hexadecimal?: string, name?: string) => (name === undefined ? String.fromCodePoint(decimal === undefined ? parseInt(hexadecimal ?? '0', 16) : Number(decimal)) : { amp: '&', lt: '<', gt: '>', quot: '"' }[name.toLowerCase()] ?? ''));
}

/** What servers make links, mentions, references, pictures or emoji of where it stands outside of code: GitHub, GitLab, Gitea and Forgejo together. */
export const reference = /[@#!~%$^]\w|\bGH-\d|\b[A-Z]+-\d|:[\w+-]+:|\b[0-9a-f]{7,}\b|\w\.\w|:\/\/|\bwww\.|[\w.]+@/i;

const fragments = ['@all', '@a/b', '#1', '!2', '~bug', '%"v 1"', '$3', '^alert', '&1', 'GH-1', 'ABC-1', 'o/r#1', 'o/r@0123456789', '0123456', 'deadbeef', 'defaced', ':tada:', 'http://evil.example', 'https://', 'www.evil.example', 'a@evil.example', '//evil.example', 'javascript:', '![i](http://e.example/i.png)', '[a](b)', '[a]: b', '<a href=x>', '<img src=x onerror=a>', '<script>', '</script>', '</details>', '</summary>', '<details open>', '<!--', '-->', '--!>', '<!-- gitops-validate:comment all -->', '<![CDATA[', ']]>', '<?php', '&lt;', '&#64;', '&#x40;', '&amp;', '`', '```', '~~~', '``', '|', '\\|', '\\', '*', '**', '_', '__', '~~', '- ', '+ ', '1. ', '# ', '> ', '> [!NOTE]', '---', '===', '[ ]', '- [x] ', '\n', '\n\n', '\r', '\r\n', '\t', '    ', ' ', '\u0000', '\u001b[31m', '\u0007', '\u0085', '\u00a0', '\u202e', '\u2066', '\u2028', '\u200b', '\ufeff', '\u{e0041}', '\ud800', '\udc00', '{0}', '{{x}}', '${y}', '$$x$$', '[[wiki]]', '[^1]', '[^1]: x', "it's", '(s)', '"', "'", '(', ')', 'and', 'word', 'é', 'Ж', 'א', '中', '👍', '\u0301', '__proto__', '::add-mask::x', ']]>&'];

/** Texts that try to be more than text, made of what servers look for. */
export const anyText = fc.array(fc.oneof({ weight: 5, arbitrary: fc.constantFrom(...fragments) }, fc.string({ unit: 'binary', maxLength: 6 })), { minLength: 1, maxLength: 12 }).map((parts) => parts.join('')).filter((text) => /\S/.test(text));
