import type { YNode, YScalar, YamlFile } from '../lib/yaml/index.ts';
import type { Place } from '../model/place.ts';
import { parseInline } from './load.ts';
import { spotPlace } from './place.ts';

/** Texts in texts, as far as places in them are looked for: a patch that sets a patch. */
const deepest = 4;

/** The scalar that begins at a place of a file, or inside of a block text of that file that is YAML itself. */
export function scalarWrittenAt({ documents }: YamlFile, place: Place): YScalar | undefined {
  return first(documents, ({ root }) => search(root, place, 0));
}

function search(node: YNode | undefined, place: Place, depth: number): YScalar | undefined {
  if (node === undefined || node.type === 'alias') return undefined;
  if (node.type === 'seq') return first(node.items, (item) => search(item, place, depth));
  if (node.type === 'map') return first(node.items, ({ value }) => search(value, place, depth));
  const { place: here } = spotPlace(node);
  if (here === undefined || here.line > place.line) return undefined;
  if (here.line === place.line) return here.column === place.column ? node : undefined;
  const isAround = node.style === 'literal' && depth < deepest && place.line <= here.line + node.text.split('\n').length;
  return isAround ? first(parseInline(node).documents, ({ root }) => search(root, place, depth + 1)) : undefined;
}

function first<Item>(items: readonly Item[], find: (item: Item) => YScalar | undefined): YScalar | undefined {
  for (const item of items) {
    const found = find(item);
    if (found !== undefined) return found;
  }
  return undefined;
}
