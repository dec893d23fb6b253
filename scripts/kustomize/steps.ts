import type { OriginKind } from '../model/origin.ts';
import type { YamlSource } from '../lib/yaml/index.ts';
import type { KNode, KScalar, Spot, StepSource } from './tree.ts';
import { copyTree, mapScalars, scalar, settled, tagOf } from './tree.ts';

/** Tells where a transformer's value is written, and what the step is called. */
export interface Step {
  readonly kind: OriginKind;
  readonly spot: Spot;
  readonly name?: string;
}

export function isStep(source: YamlSource): source is StepSource {
  return 'step' in source;
}

/** The spot of a scalar that a step makes in the place of `before`; `from` is where its text was read. */
export function stepSpot(step: Step, before?: KNode, from?: KScalar): Spot {
  const { kind, spot, name } = step;
  const source: StepSource = { file: spot.source.file, text: spot.source.text, base: spot.source, step: kind, name, before: before?.type === 'scalar' ? before : undefined, from };
  return { source, start: spot.start, end: spot.end };
}

export function stepScalar(text: string, tag: string, step: Step, before?: KNode, from?: KScalar): KScalar {
  return scalar(text, tag, 'plain', stepSpot(step, before, from));
}

/** Another text in a scalar (yaml.Node.Value is set): style and type stay, whether the text fits them or not. */
export function retext(old: KScalar, text: string, spot: Spot, tag = tagOf(old)): KScalar {
  return settled(scalar(text, tag, old.style, spot), tag, old);
}

/** A copy of a tree whose scalars say that a step brought them. */
export function adopt(tree: KNode, kind: OriginKind, name?: string): KNode {
  const sources = new Map<YamlSource, StepSource>();
  return mapScalars(copyTree(tree), (node) => {
    let source = sources.get(node.source);
    if (source === undefined) sources.set(node.source, (source = { file: node.source.file, text: node.source.text, base: node.source, step: kind, name, before: undefined, from: undefined }));
    return { ...node, source };
  });
}
