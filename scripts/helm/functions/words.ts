import { limits, spend, spendItems } from '../template/bounds.ts';
import { byteLength, bytesOf, byteSlice, textOfBytes } from '../template/bytes.ts';

/** unicode.IsSpace, which is not what JavaScript takes for a space. */
const spaces = '\\t\\n\\v\\f\\r \\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const space = new RegExp(`[${spaces}]`);
const spaceAround = new RegExp(`^[${spaces}]+|[${spaces}]+$`, 'g');
const isUpper = (char: string): boolean => /\p{Lu}/u.test(char);

/** strings.TrimSpace. */
export const trimSpace = (text: string): string => text.replace(spaceAround, '');

/** A character in another case where that is one character, too: Go maps each by itself. */
const single = (char: string, changed: string): string => ([...changed].length === 1 ? changed : char);
const upperOf = (char: string): string => single(char, char.toUpperCase());
const lowerOf = (char: string): string => (char === 'İ' ? 'i' : single(char, char.toLowerCase()));
const digraphs: Readonly<Record<string, string>> = { DŽ: 'Dž', dž: 'Dž', Dž: 'Dž', LJ: 'Lj', lj: 'Lj', Lj: 'Lj', NJ: 'Nj', nj: 'Nj', Nj: 'Nj', DZ: 'Dz', dz: 'Dz', Dz: 'Dz' };
const titleOf = (char: string): string => digraphs[char] ?? (/[\u10d0-\u10ff]/.test(char) ? char : upperOf(char));

// Georgian and Greek differ between words and single characters, and bytes that are no UTF-8 are replaced; ASCII is the rule
const isPlain = (text: string): boolean => /^[\0-\x7f]*$/.test(text);
const mapped = (text: string, change: (char: string) => string): string => Array.from(text.toWellFormed(), change).join('');

export const upper = (text: string): string => (isPlain(text) ? text.toUpperCase() : mapped(text, upperOf));
export const lower = (text: string): string => (isPlain(text) ? text.toLowerCase() : mapped(text, lowerOf));

/** strings.Title: the first letter of each word, whose borders are all but letters, digits and `_`. */
export function title(text: string): string {
  let before = ' ';
  return mapped(text, (char) => {
    const begins = before < '\x80' ? /\W/.test(before) : space.test(before);
    before = char;
    return begins ? titleOf(char) : char;
  });
}

/** goutils.Uncapitalize. */
export function untitle(text: string): string {
  let begins = true;
  return mapped(text, (char) => {
    if (space.test(char)) begins = true;
    else if (begins) {
      begins = false;
      return lowerOf(char);
    }
    return char;
  });
}

/** goutils.SwapCase: what is lower at the start of a word gets its title case. */
export function swapCase(text: string): string {
  let begins = true;
  return mapped(text, (char) => {
    const starts = begins;
    begins = /[\p{Lu}\p{Lt}\p{Ll}]/u.test(char) ? false : space.test(char);
    return /[\p{Lu}\p{Lt}]/u.test(char) ? lowerOf(char) : !/\p{Ll}/u.test(char) ? char : starts ? titleOf(char) : upperOf(char);
  });
}

/** goutils looks at bytes: what is no ASCII comes out as one character per byte. */
const byteChars = (text: string): string[] => Array.from(bytesOf(text), (byte) => String.fromCharCode(byte));

export function initials(text: string): string {
  let begins = true;
  return byteChars(text).filter((char) => {
    const keeps = begins && !space.test(char);
    begins = space.test(char);
    return keeps;
  }).join('');
}

export function withoutSpaces(text: string): string {
  const chars = byteChars(text);
  const kept = chars.filter((char) => !space.test(char));
  return kept.length === chars.length ? text : kept.join('');
}

/** goutils.AbbreviateFull, which counts bytes. */
export function abbreviate(text: string, left: number, width: number): string {
  const size = byteLength(text);
  if (size <= width) return text;
  const offset = size - Math.min(left, size) < width - 3 ? size - (width - 3) : Math.min(left, size);
  if (offset <= 4) return `${byteSlice(text, 0, width - 3)}...`;
  if (width < 7) return '';
  if (offset + width - 3 < size) return `...${abbreviate(byteSlice(text, offset), 0, width - 3)}`;
  return `...${byteSlice(text, size - (width - 3))}`;
}

/** goutils.WrapCustom, which counts bytes; `breaksWords`: a word that is too long is cut. */
export function wrap(text: string, asked: number, newline: string, breaksWords: boolean): string {
  // one byte a character, so that offsets are those of Go
  const bytes = bytesOf(text).toString('latin1');
  const mark = bytesOf(newline === '' ? '\n' : newline).toString('latin1');
  const width = Math.max(asked, 1);
  const out: string[] = [];
  let at = 0;
  while (bytes.length - at > width) {
    if (out.length > limits.items) spendItems(out.length);
    if (bytes[at] === ' ') {
      at++;
      continue;
    }
    const blank = bytes.lastIndexOf(' ', at + width);
    if (blank >= at) {
      out.push(bytes.slice(at, blank));
      at = blank + 1;
    } else if (breaksWords) {
      out.push(bytes.slice(at, at + width));
      at += width;
    } else {
      const next = bytes.indexOf(' ', at + width);
      if (next < 0) break;
      out.push(bytes.slice(at, next));
      at = next + 1;
    }
  }
  out.push(bytes.slice(at));
  return textOfBytes(Buffer.from(out.join(mark), 'latin1'));
}

const isConnector = (char: string): boolean => char === '-' || char === '_' || space.test(char);

/** xstrings.ToPascalCase: words begin behind connectors; those at the very front and end stay. */
export function pascalCase(text: string): string {
  const chars = [...text.toWellFormed()];
  let at = chars.findIndex((char) => !isConnector(char));
  if (at < 0) return chars.join('');
  let out = chars.slice(0, at).join('');
  let firstWasUpper = isUpper(chars[at] as string);
  let current = upperOf(chars[at] as string);
  for (at++; at < chars.length; at++) {
    const before = current;
    current = chars[at] as string;
    if (isConnector(current) && isConnector(before)) {
      out += before;
    } else if (isConnector(before)) {
      firstWasUpper = isUpper(current);
      current = upperOf(current);
    } else {
      if (firstWasUpper && isUpper(current)) current = lowerOf(current);
      else firstWasUpper = false;
      out += before;
    }
  }
  return out + current;
}

type WordKind = 'none' | 'number' | 'upper' | 'letters' | 'connector' | 'punctuation' | 'other';

/** The letters that xstrings takes for an alphabet's: those of Chinese are no words. */
const isAlphabet = (char: string): boolean => /\p{L}/u.test(char) && !/[\u4e00-\u9fcc\u3400-\u4d85\u{20000}-\u{2b81d}]/u.test(char);
const isNumber = (char: string): boolean => /\p{N}/u.test(char);
const isPunctuation = (char: string): boolean => /\p{P}/u.test(char);

/** xstrings' words, from the front of what is left of a text. */
function nextWord(chars: readonly string[], from: number): { kind: WordKind; word: string; next: number } {
  const first = chars[from];
  if (first === undefined) return { kind: 'none', word: '', next: from };
  const run = (start: number, goesOn: (char: string) => boolean) => {
    let end = start;
    while (end < chars.length && goesOn(chars[end] as string)) end++;
    return end;
  };
  const lowerLetter = (char: string) => isAlphabet(char) && !isUpper(char);
  let kind: WordKind = 'other';
  let next = from + 1;
  if (isConnector(first)) [kind, next] = ['connector', run(next, isConnector)];
  else if (isPunctuation(first)) [kind, next] = ['punctuation', run(next, isPunctuation)];
  else if (isUpper(first)) {
    kind = 'upper';
    const second = chars[next];
    if (second !== undefined && isUpper(second)) {
      next = run(next, isUpper);
      // `HTTPServer`: the last capital belongs to what follows
      if (next < chars.length && isAlphabet(chars[next] as string)) next--;
    } else if (second !== undefined && isAlphabet(second)) next = run(next, lowerLetter);
  } else if (isAlphabet(first)) [kind, next] = ['letters', run(next, lowerLetter)];
  else if (isNumber(first)) [kind, next] = ['number', run(next, isNumber)];
  else next = run(next, (char) => !isConnector(char) && !isAlphabet(char) && !isNumber(char) && !isPunctuation(char));
  return { kind, word: chars.slice(from, next).join(''), next };
}

/** xstrings.ToSnakeCase and ToKebabCase: words in lower case with `connector` between them; numbers stay with the word before or behind them. */
export function separated(text: string, connector: string): string {
  // a character that is none ends the words, as it stands
  spend(text.length * 4);
  const chars = [...text];
  let { kind, word, next } = nextWord(chars, 0);
  let out = '';
  const add = (of: WordKind, part: string): void => {
    out += of === 'upper' || of === 'connector' ? Array.from(part, (char) => (isConnector(char) ? connector : isUpper(char) ? lowerOf(char) : char)).join('') : part;
  };
  const go = (): void => {
    ({ kind, word, next } = nextWord(chars, next));
  };
  const is = (...kinds: WordKind[]): boolean => kinds.includes(kind);
  const goThroughWord = (): void => {
    while (is('letters', 'number')) {
      add(kind, word);
      go();
    }
  };
  const connect = (...unless: WordKind[]): void => {
    if (!is(...unless)) out += connector;
  };
  while (next < chars.length) {
    if (kind !== 'connector') add(kind, word);
    const before = kind;
    const last = word;
    go();
    if (before === 'number') {
      goThroughWord();
      connect('none', 'punctuation', 'connector');
    } else if (before === 'connector') {
      add('connector', last);
    } else if (before !== 'punctuation') {
      if (!is('number')) {
        connect('connector', 'punctuation');
      } else if (next < chars.length) {
        const number = word;
        go();
        if (!is('letters')) {
          // `Bld4Floor`: the number belongs to the word before it
          add('number', number);
          connect('connector', 'punctuation');
        } else {
          out += connector;
          add('number', number);
          goThroughWord();
          connect('none', 'connector', 'punctuation');
        }
      }
    }
  }
  add(kind, word);
  return out;
}
