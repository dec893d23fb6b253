import { nodeAt, parseYaml, sectionsOf, type YSeq } from '../../../lib/yaml/index.ts';
import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Resources of a kustomization are in alphabetical order', level: 'off', source: 'a convention of home-operations; its order means nothing to Flux' },
  files: /(?:^|\/)(?:kustomization\.ya?ml|Kustomization)$/,
  *checkSource(text, file) {
    const root = parseYaml(text, file).documents[0]?.root;
    const list = root === undefined ? undefined : nodeAt(root, '/resources');
    const first = list?.type === 'seq' ? misplaced(list) : undefined;
    if (first !== undefined) yield { pointer: '/resources', message: `${first} comes too late; sort the list`, fix: [{ action: 'sort' }] };
  },
});

/** The first text that comes before the one above it. */
function misplaced(list: YSeq): string | undefined {
  for (const section of sectionsOf(list)) {
    const texts = section.flatMap((item) => (item.type === 'scalar' ? [item.text] : []));
    const found = texts.find((text, index) => index > 0 && text < (texts[index - 1] as string));
    if (found !== undefined) return found;
  }
  return undefined;
}
