/** The source layer: YAML texts as trees whose every key and scalar knows its offset. See README.md. */
export type { ScalarStyle, YAlias, YDocument, YItem, YMap, YNode, YScalar, YSeq, YamlError, YamlFile, YamlSource } from './node.ts';
export { resolveAlias } from './node.ts';
export { parseYaml } from './parse.ts';
export { jsonKey, toJson } from './json.ts';
export type { JsonProblem } from './json.ts';
export { resolvePlain, resolveScalar, timestamp } from './resolve.ts';
export type { Resolved, YamlSchema } from './resolve.ts';
export { entryAt, itemOf, nodeAt } from './navigate.ts';
export { placeOf, placeOfNode } from './place.ts';
export { sectionsOf } from './sections.ts';
export { splitDocuments } from './documents.ts';
export type { TextDocument } from './documents.ts';
