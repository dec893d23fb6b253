import { charName, fail, isBlankOrEnd } from './scanner.ts';
import type { Scanner } from './scanner.ts';

function isWord(code: number): boolean {
  return (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95 || code === 45;
}

/** The name behind `&` or `*`; `s.at` is on that character. */
export function readAnchorName(s: Scanner): string {
  const start = s.at++;
  while (isWord(s.text.charCodeAt(s.at))) s.at++;
  const code = s.text.charCodeAt(s.at);
  const ends = isBlankOrEnd(code) || '?:,]}%@`'.includes(String.fromCharCode(code));
  if (s.at === start + 1 || !ends) {
    const alias = s.text.charCodeAt(start) === 42;
    fail(`${alias ? '"*" starts an alias' : '"&" starts an anchor'}, a name of letters, digits, "-" and "_", and ${charName(s.text, s.at)} is none of these; put a text that starts with "${alias ? '*' : '&'}" into quotes`, start);
  }
  return s.text.slice(start + 1, s.at);
}

const yamlPrefix = 'tag:yaml.org,2002:';

/** A tag in its short form, as Go's shortTag gives it: `!!str`, `!custom`, `tag:example.com,2000:x`. */
export function readTag(s: Scanner): string {
  const start = s.at;
  const { text } = s;
  if (text.charCodeAt(start + 1) === 60) {
    const close = text.indexOf('>', start);
    const uri = close < 0 ? '' : text.slice(start + 2, close);
    if (uri === '' || /[\s<]/.test(uri)) fail('the tag that starts here has no closing ">"', start);
    s.at = close + 1;
    endOfTag(s, start);
    return shorten(decodeUri(uri, start));
  }
  const match = /^!(?:[0-9A-Za-z_-]*!)?/.exec(text.slice(start, start + 200));
  const handle = match === null ? '!' : match[0];
  s.at = start + handle.length;
  const uriStart = s.at;
  while (/[0-9A-Za-z_;/?:@&=+$,.!~*'()[\]%-]/.test(text.charAt(s.at)) && s.at < s.end) s.at++;
  const uri = decodeUri(text.slice(uriStart, s.at), start);
  endOfTag(s, start);
  if (handle === '!' && uri === '') return '!';
  if (uri === '') fail(`the tag "${handle}" has no name`, start);
  const prefix = s.tagHandles.get(handle) ?? (handle === '!' ? '!' : handle === '!!' ? yamlPrefix : undefined);
  if (prefix === undefined) fail(`unknown tag handle "${handle}"`, start);
  return shorten(prefix + uri);
}

function endOfTag(s: Scanner, start: number): void {
  const code = s.text.charCodeAt(s.at);
  if (!isBlankOrEnd(code)) fail(`white space is missing behind the tag, found ${charName(s.text, s.at)}; put a text that starts with "!" into quotes`, start);
}

function decodeUri(uri: string, start: number): string {
  if (!uri.includes('%')) return uri;
  try {
    return decodeURIComponent(uri);
  } catch {
    return fail('the tag holds a broken "%" escape', start);
  }
}

function shorten(tag: string): string {
  return tag.startsWith(yamlPrefix) ? `!!${tag.slice(yamlPrefix.length)}` : tag;
}
