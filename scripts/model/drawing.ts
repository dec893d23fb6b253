import type { UnitId } from './ids.ts';
import type { Outcome } from './unit.ts';

/** One cluster as a picture: its units, their objects and what refers to what; data only, so that it can be written down. */
export interface Drawing {
  readonly units: readonly DrawnUnit[];
  readonly objects: readonly DrawnObject[];
  /** From an object, to an object, what for; objects by their index. */
  readonly links: readonly (readonly [number, number, string])[];
  /** What runs each image: `Deployment shop/web`. */
  readonly images: readonly (readonly [string, readonly string[]])[];
}

export interface DrawnUnit extends UnitId {
  readonly outcome: Outcome;
  /** Why it is not rendered. */
  readonly why?: string;
  /** `clusters/prod/apps.yaml:2` */
  readonly place?: string;
  /** Index of the unit that applies it; -1 for what the cluster is installed with. */
  readonly owner: number;
  /** Indices of units that it depends on. */
  readonly needs: readonly number[];
  readonly manifests: number;
}

export interface DrawnObject {
  /** Index of its unit. */
  readonly unit: number;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}
