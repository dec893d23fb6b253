/** Characters that UTF-16 orders otherwise than UTF-8: it puts surrogates before U+E000 to U+FFFF. */
const high = /[\ud800-\uffff]/;

/** The order of two texts by the bytes of their UTF-8, as Go compares strings. */
export function byBytes(a: string, b: string): number {
  if (a === b) return 0;
  if (!high.test(a) || !high.test(b)) return a < b ? -1 : 1;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
