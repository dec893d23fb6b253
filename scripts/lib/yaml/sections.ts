import type { YNode, YSeq } from './node.ts';

/**
 * The items of a list in the groups that a reader sees: a blank line or a line of comment begins another one. A list in brackets
 * is one group.
 */
export function sectionsOf({ items, flow, source: { text } }: YSeq): YNode[][] {
  const sections: YNode[][] = [];
  for (const [index, item] of items.entries()) {
    const before = items[index - 1];
    const between = before === undefined ? '' : text.slice(before.end, item.start);
    // The rest of the line before, and the dash of this one, are no lines of their own.
    if (before === undefined || (!flow && between.split('\n').length > 2)) sections.push([]);
    sections.at(-1)?.push(item);
  }
  return sections;
}
