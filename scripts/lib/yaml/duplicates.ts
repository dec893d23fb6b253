import type { YItem } from './node.ts';
import type { Scanner } from './scanner.ts';

const few = 8;

/** Adds an error for each key of a mapping that stands there before. `<<` may repeat. */
export function reportDuplicates(s: Scanner, items: readonly YItem[]): void {
  if (items.length < 2) return;
  if (items.length <= few) {
    for (let i = 1; i < items.length; i++) {
      const key = items[i]?.key;
      if (key?.type !== 'scalar') continue;
      for (let k = 0; k < i; k++) {
        const other = items[k]?.key;
        if (other?.type === 'scalar' && other.text === key.text) {
          report(s, key.text, key.style === 'plain', key.start, other.start);
          break;
        }
      }
    }
    return;
  }
  const seen = new Map<string, number>();
  for (const { key } of items) {
    if (key.type !== 'scalar') continue;
    const other = seen.get(key.text);
    if (other === undefined) seen.set(key.text, key.start);
    else report(s, key.text, key.style === 'plain', key.start, other);
  }
}

function report(s: Scanner, text: string, plain: boolean, offset: number, other: number): void {
  if (text === '<<' && plain) return;
  s.errors.push({ code: 'yaml/duplicate-key', message: `key "${text}" stands twice in this mapping`, offset, other, document: s.document });
}
