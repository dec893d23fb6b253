import type { Place } from './place.ts';

/** What a step did to the field. The words are those of Kustomize, Flux and Helm. */
export type OriginKind =
  // Kustomize
  | 'resource' | 'patch' | 'generator' | 'image' | 'replica' | 'label' | 'annotation' | 'namespace' | 'namePrefix' | 'nameSuffix'
  | 'nameReference' | 'replacement' | 'var' | 'buildMetadata'
  // Flux
  | 'targetNamespace' | 'commonMetadata' | 'decryption' | 'substitution' | 'variable' | 'postRenderer' | 'generated'
  // Helm
  | 'values' | 'valuesFrom' | 'chartDefault' | 'template' | 'release'
  // units that led here
  | 'unit';

/** One step on the way from a rendered field back to git. */
export interface OriginStep {
  readonly kind: OriginKind;
  /** Where the step is written; absent where no file of the repository holds it (a chart's template, Flux itself). */
  readonly place?: Place;
  /** What the step is called: a values path (`controllers.main.replicas`), a variable, an image, a template's name. */
  readonly name?: string;
  /** What else a reader needs, such as the line of a chart's template. */
  readonly detail?: string;
}

/**
 * The chain from one rendered field back to git. `steps[0]` is the place that a person edits to change the field; the
 * further steps tell how it came from there into the manifest, in the order in which they happened.
 * `certainty`: 'exact' the text at steps[0] made the field; 'probably' inferred; 'file' only the file is known.
 */
export interface Origin {
  readonly steps: readonly OriginStep[];
  readonly certainty: 'exact' | 'probably' | 'file';
}

/**
 * Finds the origin of the field at a JSON pointer; of a text that several values made (`repository:tag`), that of one
 * `part` of it. Pure, and computed only when somebody asks. Never throws.
 */
export type OriginOf = (pointer: string, part?: string) => Origin;
