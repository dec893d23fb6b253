import { resolveScalar } from '../lib/yaml/index.ts';
import type { KItem, KMap, KNode, KScalar } from './tree.ts';
import { isNull } from './tree.ts';

/** The Go type of a value: a text, a mapping of texts, anything else as it is, a list, or a struct by its fields. */
export type Shape = 'text' | 'texts' | 'any' | readonly [Shape] | { readonly [field: string]: Shape };

/** strconv.FormatFloat(value, 'g', -1, 64). */
export function goFloat(value: number): string {
  const exponent = value === 0 ? 0 : Math.floor(Math.log10(Math.abs(value)));
  if (exponent >= -4 && exponent < 21) return String(value);
  return value.toExponential().replace(/e([+-])(\d)$/, 'e$10$2');
}

function toText(node: KNode): KNode {
  if (node.type !== 'scalar') return node;
  const value = resolveScalar(node, 'sigs')?.value;
  const quote = (text: string): KScalar => ({ ...node, text, tag: '', style: 'double' });
  switch (typeof value) {
    case 'boolean': case 'bigint': return quote(String(value));
    case 'number': return quote(goFloat(value));
    default: return node;
  }
}

/**
 * A value as sigs.k8s.io/yaml's Unmarshal reads it for a Go type, unlike for a kustomization itself: numbers and booleans
 * become texts where a text is asked for, unknown fields are left out, and names match whatever their case.
 * `strict`: unknown fields stay, for who reads them to refuse.
 */
export function asStruct(node: KNode, shape: Shape, strict = false): KNode {
  if (isNull(node)) return node;
  if (shape === 'text') return toText(node);
  if (shape === 'any') return node;
  if (node.type === 'map' && shape === 'texts') return { ...node, items: node.items.map(({ key, value }) => ({ key, value: toText(value) })) };
  if (Array.isArray(shape)) return node.type === 'seq' ? { ...node, items: node.items.map((item) => asStruct(item, shape[0] as Shape, strict)) } : node;
  if (node.type !== 'map' || typeof shape !== 'object') return node;
  return asFields(node, shape as { readonly [field: string]: Shape }, strict);
}

function asFields(map: KMap, fields: { readonly [field: string]: Shape }, strict: boolean): KMap {
  const names = Object.keys(fields);
  const items = new Map<string, KItem>();
  for (const { key, value } of map.items) {
    const name = names.find((each) => each === key.text) ?? names.find((each) => each.toLowerCase() === key.text.toLowerCase());
    if (name !== undefined) items.set(name, { key: { ...key, text: name }, value: asStruct(value, fields[name] as Shape, strict) });
    else if (strict) items.set(key.text, { key, value });
  }
  return { ...map, items: [...items.values()] };
}

const fieldSpecShape = { group: 'text', version: 'text', kind: 'text', path: 'text', create: 'any' } as const;

/** types.FsSlice. */
export const fieldSpecsShape = [fieldSpecShape] as const;

/** types.Selector. */
const selectorShape = { group: 'text', version: 'text', kind: 'text', name: 'text', namespace: 'text', annotationSelector: 'text', labelSelector: 'text' } as const;

const fieldOptionsShape = { delimiter: 'text', index: 'any', encoding: 'text', create: 'any' } as const;

/** types.ReplacementField. */
export const replacementShape = {
  path: 'text',
  source: { group: 'text', version: 'text', kind: 'text', name: 'text', namespace: 'text', fieldPath: 'text', options: fieldOptionsShape },
  sourceValue: 'text',
  targets: [{ select: selectorShape, reject: [selectorShape], fieldPaths: ['text'], options: fieldOptionsShape }],
} as const;

const generatorShape = {
  metadata: { name: 'text', namespace: 'text' }, name: 'text', namespace: 'text', behavior: 'text', literals: ['text'], files: ['text'], envs: ['text'], env: 'text', type: 'text',
  options: { labels: 'texts', annotations: 'texts', disableNameSuffixHash: 'any', immutable: 'any' },
} as const;

/** The configurations of Kustomize's built-in plugins, by kind. */
export const pluginShapes = {
  AnnotationsTransformer: { annotations: 'texts', fieldSpecs: fieldSpecsShape },
  ConfigMapGenerator: generatorShape,
  HashTransformer: {},
  IAMPolicyGenerator: { cloud: 'text', kubernetesService: { name: 'text', namespace: 'text' }, serviceAccount: { name: 'text', projectId: 'text' } },
  ImageTagTransformer: { imageTag: { name: 'text', newName: 'text', newTag: 'text', tagSuffix: 'text', digest: 'text' }, fieldSpecs: fieldSpecsShape },
  LabelTransformer: { labels: 'texts', fieldSpecs: fieldSpecsShape },
  NamespaceTransformer: { metadata: { namespace: 'text' }, fieldSpecs: fieldSpecsShape, unsetOnly: 'any', setRoleBindingSubjects: 'text' },
  PatchJson6902Transformer: { target: selectorShape, path: 'text', jsonOp: 'text' },
  PatchStrategicMergeTransformer: { paths: ['text'], patches: 'text' },
  PatchTransformer: { path: 'text', patch: 'text', target: selectorShape, options: 'any' },
  PrefixSuffixTransformer: { prefix: 'text', suffix: 'text', fieldSpecs: fieldSpecsShape },
  PrefixTransformer: { prefix: 'text', fieldSpecs: fieldSpecsShape },
  ReplacementTransformer: { replacements: [replacementShape] },
  ReplicaCountTransformer: { replica: { name: 'text', count: 'any' }, fieldSpecs: fieldSpecsShape },
  SecretGenerator: generatorShape,
  SuffixTransformer: { suffix: 'text', fieldSpecs: fieldSpecsShape },
  ValueAddTransformer: { value: 'text', targets: [{ selector: selectorShape, fieldPath: 'text', filePathPosition: 'any' }], targetFilePath: 'text' },
} as const satisfies Readonly<Record<string, Shape>>;
