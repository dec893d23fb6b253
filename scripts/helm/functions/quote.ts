import { bytesOf } from '../template/bytes.ts';

const escapes: Readonly<Record<string, string>> = { '\\': '\\\\', '\n': '\\n', '\r': '\\r', '\t': '\\t', '\x07': '\\a', '\b': '\\b', '\f': '\\f', '\v': '\\v' };

/** strconv.Quote; `ascii`: what is no ASCII is escaped, too (QuoteToASCII). */
export function quote(value: string, ascii = false): string {
  if (/^[\x20\x21\x23-\x5b\x5d-\x7e]*$/.test(value)) return `"${value}"`;
  let out = '"';
  for (const char of value) out += char === '"' ? '\\"' : escaped(char, ascii);
  return `${out}"`;
}

/** strconv.QuoteRune of one character. */
export function quoteRune(char: string, ascii = false): string {
  return `'${char === "'" ? "\\'" : escaped(char, ascii)}'`;
}

/** unicode.IsPrint; a byte that is no UTF-8 counts as what replaces it. */
export const isPrinted = (char: string): boolean => char === ' ' || /[\p{L}\p{M}\p{N}\p{P}\p{S}\udc80-\udcff]/u.test(char);

function escaped(char: string, ascii: boolean): string {
  const known = escapes[char];
  if (known !== undefined) return known;
  const code = char.codePointAt(0) as number;
  if (code < 0x20 || code === 0x7f) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x7f) return char;
  // a byte that is no UTF-8
  if (code >= 0xdc80 && code <= 0xdcff) return `\\x${(bytesOf(char)[0] as number).toString(16)}`;
  if (!ascii && isPrinted(char)) return char;
  return code > 0xffff ? `\\U${code.toString(16).padStart(8, '0')}` : `\\u${code.toString(16).padStart(4, '0')}`;
}
