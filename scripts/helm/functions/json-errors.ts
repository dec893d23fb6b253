import { bytesOf } from '../template/bytes.ts';
import { quoteRune } from './quote.ts';

/**
 * What encoding/json says of a text that is no JSON (scanner.go): the first character that does not fit and where it stands.
 * undefined where the text is JSON.
 */
export function jsonError(text: string): string | undefined {
  const end = 'unexpected end of JSON input';
  let at = 0;
  let error: string | undefined;
  // Go's scanner takes the end of a word or number for a blank
  const fail = (what: string, inWord = false): false => {
    error ??= at >= text.length ? (inWord ? `invalid character ' ' ${what}` : end) : `invalid character ${quoted(String.fromCodePoint(text.codePointAt(at) as number))} ${what}`;
    return false;
  };
  const blank = () => {
    while (at < text.length && ' \t\r\n'.includes(text[at] as string)) at++;
  };

  function value(depth: number): boolean {
    blank();
    const char = text[at];
    if (char === '{' || char === '[') return depth < 10_000 ? container(char, depth) : fail('exceeded max depth');
    if (char === '"') return string();
    if (char === '-' || isDigit(char)) return number();
    for (const word of ['true', 'false', 'null']) if (char === word[0]) return literal(word);
    return fail('looking for beginning of value');
  }

  function container(open: string, depth: number): boolean {
    const close = open === '{' ? '}' : ']';
    at++;
    blank();
    if (text[at] === close) {
      at++;
      return true;
    }
    for (;;) {
      blank();
      if (open === '{') {
        if (text[at] !== '"') return fail('looking for beginning of object key string');
        if (!string()) return false;
        blank();
        if (text[at] !== ':') return fail('after object key');
        at++;
      }
      if (!value(depth + 1)) return false;
      blank();
      if (text[at] === close) {
        at++;
        return true;
      }
      if (text[at] !== ',') return fail(open === '{' ? 'after object key:value pair' : 'after array element');
      at++;
    }
  }

  function string(): boolean {
    for (at++; at < text.length; at++) {
      const char = text[at] as string;
      if (char === '"') {
        at++;
        return true;
      }
      if (char < ' ') return fail('in string literal');
      if (char !== '\\') continue;
      at++;
      if (text[at] === 'u') {
        for (let digit = 0; digit < 4; digit++) {
          at++;
          if (!/^[0-9a-fA-F]$/.test(text[at] ?? '')) return fail('in \\u hexadecimal character escape');
        }
      } else if (!'bfnrt\\/"'.includes(text[at] ?? ' ')) {
        return fail('in string escape code');
      }
    }
    return fail('');
  }

  function number(): boolean {
    if (text[at] === '-') at++;
    if (!isDigit(text[at])) return fail('in numeric literal', true);
    if (text[at] === '0') at++;
    else digits();
    if (text[at] === '.') {
      at++;
      if (!isDigit(text[at])) return fail('after decimal point in numeric literal', true);
      digits();
    }
    if (text[at] === 'e' || text[at] === 'E') {
      at++;
      if (text[at] === '+' || text[at] === '-') at++;
      if (!isDigit(text[at])) return fail('in exponent of numeric literal', true);
      digits();
    }
    return true;
  }

  function digits(): void {
    while (isDigit(text[at])) at++;
  }

  function literal(word: string): boolean {
    for (const char of word) {
      if (text[at] !== char) return fail(`in literal ${word} (expecting '${char}')`, true);
      at++;
    }
    return true;
  }

  if (value(0)) {
    blank();
    if (at < text.length) fail('after top-level value');
  }
  return error;
}

const isDigit = (char: string | undefined): boolean => char !== undefined && char >= '0' && char <= '9';

/** strconv.QuoteRune, but for a double quote; of what is no ASCII the first byte alone. */
function quoted(char: string): string {
  return char < '\x80' ? quoteRune(char) : quoteRune(String.fromCharCode(bytesOf(char)[0] as number));
}
