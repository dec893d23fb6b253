import { bytesOf } from '../template/bytes.ts';

/** How Go's time package quotes what it could not read. */
export function quoteTime(text: string): string {
  let out = '"';
  for (const char of text) {
    if (char >= ' ' && char < '\x80') out += char === '"' || char === '\\' ? `\\${char}` : char;
    else for (const byte of bytesOf(char)) out += `\\x${byte.toString(16).padStart(2, '0')}`;
  }
  return `${out}"`;
}
