import { charName, documentMark, fail, isBlankOrEnd, isBreak, skipBreak } from './scanner.ts';
import type { Scanner } from './scanner.ts';

/** What the scalar functions leave behind: the text, and where the scalar itself ended (white space follows). */
export interface ScannedText {
  text: string;
  end: number;
}

/** A line break as libyaml hands it on: CR, CR LF and NEL become LF, LS and PS stay. */
function readBreak(s: Scanner): string {
  const code = s.text.charCodeAt(s.at);
  skipBreak(s);
  return code === 0x2028 || code === 0x2029 ? String.fromCharCode(code) : '\n';
}

/** `first` is the break that ended the line, `more` the empty lines that follow. */
function fold(first: string, more: string): string {
  if (first !== '\n') return first + more;
  return more === '' ? ' ' : more;
}

// a regular expression steps over what means nothing faster than code that runs for the first time
const blockWord = /[^ \t\n\r\x85\u2028\u2029:]*/y;
const flowWord = /[^ \t\n\r\x85\u2028\u2029:,?[\]{}]*/y;

/**
 * A plain scalar from `s.at`. `indent`: further lines must be indented by at least this many columns (0 in flow, where
 * the indentation does not count).
 */
export function scanPlain(s: Scanner, indent: number, inFlow: boolean): ScannedText {
  const { text } = s;
  const start = s.at;
  let out = '';
  let pieceStart = start;
  let end = start;
  let pending = '';
  for (;;) {
    let at = s.at;
    let code = text.charCodeAt(at);
    if (at === s.lineStart && documentMark(s) !== 0) break;
    if (code === 35) break;
    const word = inFlow ? flowWord : blockWord;
    for (;;) {
      word.lastIndex = at;
      word.test(text);
      at = word.lastIndex;
      code = text.charCodeAt(at);
      if (code !== 58 || isBlankOrEnd(text.charCodeAt(at + 1))) break;
      at++;
    }
    if (at > s.at) {
      if (pending !== '') {
        out += text.slice(pieceStart, end) + pending;
        pieceStart = s.at;
        pending = '';
      }
      end = at;
      s.at = at;
    }
    if (code !== 32 && code !== 9 && !isBreak(code)) break;
    while (code === 32 || code === 9) code = text.charCodeAt(++s.at);
    if (!isBreak(code)) {
      if (code !== code || code === 35) break;
      continue;
    }
    const first = readBreak(s);
    let more = '';
    for (code = text.charCodeAt(s.at); code === 32 || code === 9 || isBreak(code); code = text.charCodeAt(s.at)) {
      if (code === 9 && s.at - s.lineStart < indent) fail('a tab cannot indent a line; write spaces', s.at);
      if (code === 32 || code === 9) s.at++;
      else more += readBreak(s);
    }
    s.allowKey = true;
    if (!inFlow && s.at - s.lineStart < indent) break;
    pending = fold(first, more);
  }
  return { text: out === '' ? text.slice(pieceStart, end) : out + text.slice(pieceStart, end), end };
}

const escapes: Readonly<Record<string, string>> = {
  '0': '\0', a: '\x07', b: '\b', t: '\t', '\t': '\t', n: '\n', v: '\v', f: '\f', r: '\r', e: '\x1b', ' ': ' ', '"': '"', "'": "'",
  '\\': '\\', N: '\x85', _: '\xa0', L: '\u2028', P: '\u2029',
};
const escapeLengths: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function readEscape(s: Scanner): string {
  const letter = s.text.charAt(s.at + 1);
  const length = Object.hasOwn(escapeLengths, letter) ? escapeLengths[letter] : undefined;
  if (length === undefined) {
    const known = Object.hasOwn(escapes, letter) ? escapes[letter] : undefined;
    if (known === undefined) fail(`"\\${letter}" is no escape of a double-quoted string; write "\\\\" for a backslash, or use single quotes`, s.at);
    s.at += 2;
    return known;
  }
  const digits = s.text.slice(s.at + 2, s.at + 2 + length);
  if (!/^[0-9a-fA-F]+$/.test(digits) || digits.length < length) fail(`"\\${letter}" needs ${length} hexadecimal digits behind it`, s.at);
  const point = Number.parseInt(digits, 16);
  if ((point >= 0xd800 && point <= 0xdfff) || point > 0x10ffff) fail(`"\\${letter}${digits}" is no Unicode character`, s.at);
  s.at += 2 + length;
  return String.fromCodePoint(point);
}

/** A quoted scalar; `s.at` is on the quote. */
export function scanQuoted(s: Scanner, quote: 34 | 39): ScannedText {
  const { text } = s;
  const start = s.at++;
  let out = '';
  for (;;) {
    if (s.at === s.lineStart && documentMark(s) !== 0) fail(`the string that starts here is not closed before the next document`, start);
    let pieceStart = s.at;
    let escapedBreak = false;
    let code = text.charCodeAt(s.at);
    while (!isBlankOrEnd(code)) {
      if (code === quote) {
        if (quote === 34 || text.charCodeAt(s.at + 1) !== 39) {
          out += text.slice(pieceStart, s.at);
          s.at++;
          return { text: out, end: s.at };
        }
        out += text.slice(pieceStart, s.at + 1);
        s.at += 2;
        pieceStart = s.at;
      } else if (code === 92 && quote === 34) {
        out += text.slice(pieceStart, s.at);
        if (isBreak(text.charCodeAt(s.at + 1))) {
          s.at++;
          skipBreak(s);
          pieceStart = s.at;
          escapedBreak = true;
          break;
        }
        out += readEscape(s);
        pieceStart = s.at;
      } else s.at++;
      code = text.charCodeAt(s.at);
    }
    out += text.slice(pieceStart, s.at);
    if (s.at >= s.end) fail(`the string that starts here has no closing ${quote === 34 ? '"' : "'"}`, start);
    let blanks = '';
    let first = escapedBreak ? '' : undefined;
    let more = '';
    for (code = text.charCodeAt(s.at); code === 32 || code === 9 || isBreak(code); code = text.charCodeAt(s.at)) {
      if (code === 32 || code === 9) {
        if (first === undefined) blanks += text.charAt(s.at);
        s.at++;
      } else if (first === undefined) first = readBreak(s);
      else more += readBreak(s);
    }
    if (first === undefined) out += blanks;
    else out += first === '' ? more : fold(first, more);
  }
}

/** A block scalar; `s.at` is on `|` or `>`; `parentIndent` is the column of the collection around it, -1 at the top. */
export function scanBlockScalar(s: Scanner, parentIndent: number): ScannedText {
  const { text } = s;
  const start = s.at;
  const literal = text.charCodeAt(s.at++) === 124;
  let chomp = 0;
  let increment = 0;
  for (let i = 0; i < 2; i++) {
    const code = text.charCodeAt(s.at);
    if ((code === 43 || code === 45) && chomp === 0) chomp = code === 43 ? 1 : -1;
    else if (code >= 48 && code <= 57 && increment === 0) {
      if (code === 48) fail('the indentation of a block scalar cannot be 0', s.at);
      increment = code - 48;
    } else break;
    s.at++;
  }
  let code = text.charCodeAt(s.at);
  while (code === 32 || code === 9) code = text.charCodeAt(++s.at);
  if (code === 35) {
    while (code === code && !isBreak(code)) code = text.charCodeAt(++s.at);
  }
  if (code === code && !isBreak(code)) fail(`the text of a block scalar starts on the line below; found ${charName(text, s.at)} behind "${literal ? '|' : '>'}"`, s.at);
  if (code === code) skipBreak(s);
  let indent = increment === 0 ? 0 : parentIndent >= 0 ? parentIndent + increment : increment;
  let end = s.at;
  let trailing = '';
  const breaks = (): void => {
    let widest = 0;
    end = s.at;
    for (;;) {
      while ((indent === 0 || s.at - s.lineStart < indent) && text.charCodeAt(s.at) === 32) s.at++;
      widest = Math.max(widest, s.at - s.lineStart);
      const here = text.charCodeAt(s.at);
      if (here === 9 && (indent === 0 || s.at - s.lineStart < indent)) fail('a tab cannot indent a line; write spaces', s.at);
      if (!isBreak(here)) break;
      trailing += readBreak(s);
      end = s.at;
    }
    if (indent === 0) indent = Math.max(widest, parentIndent + 1, 1);
  };
  breaks();
  let out = '';
  let leading = '';
  let leadingBlank = false;
  while (s.at - s.lineStart === indent && s.at < s.end) {
    const blank = text.charCodeAt(s.at) === 32 || text.charCodeAt(s.at) === 9;
    if (!literal && !leadingBlank && !blank && leading === '\n') {
      if (trailing === '') out += ' ';
    } else out += leading;
    leading = '';
    out += trailing;
    trailing = '';
    leadingBlank = blank;
    let stop = s.at;
    while (stop < s.end && !isBreak(text.charCodeAt(stop))) stop++;
    out += text.slice(s.at, stop);
    s.at = stop;
    if (s.at < s.end) leading = readBreak(s);
    breaks();
  }
  if (chomp !== -1) out += leading;
  if (chomp === 1) out += trailing;
  s.allowKey = true;
  return { text: out, end: Math.max(end, start + 1) };
}
