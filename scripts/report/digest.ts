/** Digests by their first characters, which tell two apart; the documents for programs have them whole. */
export function shortDigests(text: string): string {
  return text.replace(/\b(sha(?:256|384|512):[0-9a-f]{10})[0-9a-f]{22,}/g, '$1…');
}
