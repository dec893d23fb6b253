import { isUtf8 } from 'node:buffer';

/**
 * Go's strings are bytes: a byte of a chart's file that is no UTF-8 becomes a lone surrogate (U+DC80 to U+DCFF), so that
 * `bytesOf` gives it back.
 */
export function textOfBytes(data: Uint8Array): string {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  if (isUtf8(bytes)) return bytes.toString();
  let out = '';
  for (let at = 0; at < bytes.length; ) {
    const first = bytes[at] as number;
    const length = first < 0x80 ? 1 : first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
    const part = bytes.subarray(at, at + length);
    const whole = part.length === length && isUtf8(part);
    out += whole ? part.toString() : byteChar(first);
    at += whole ? length : 1;
  }
  return out;
}

/** A byte of 0x80 and above that is no part of a character. */
export const byteChar = (byte: number): string => String.fromCharCode(0xdc00 + byte);

/** The bytes of a text; undoes `textOfBytes`. */
export function bytesOf(text: string): Buffer {
  if (text.isWellFormed()) return Buffer.from(text);
  return Buffer.concat([...text].map((char) => (/[\udc80-\udcff]/.test(char) && char.length === 1 ? Buffer.from([char.charCodeAt(0) - 0xdc00]) : Buffer.from(char))));
}

/** How many bytes a text has. */
export function byteLength(text: string): number {
  return text.isWellFormed() ? Buffer.byteLength(text) : bytesOf(text).length;
}

/** A part of a text by the offsets of its bytes; a character that is cut leaves bytes. */
export function byteSlice(text: string, from: number, to?: number): string {
  const bytes = bytesOf(text);
  return bytes.length === text.length ? text.slice(from, to) : textOfBytes(bytes.subarray(from, to));
}
