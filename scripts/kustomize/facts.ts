import facts from './facts/facts.json' with { type: 'json' };
import type { Definitions, RawSchema } from './openapi.ts';

/** A field spec as files hold it. */
export interface RawSpec {
  readonly group?: string;
  readonly version?: string;
  readonly kind?: string;
  readonly path?: string;
  readonly create?: boolean;
  readonly fieldSpecs?: readonly RawSpec[];
}

const clusterScoped = new Set(facts.clusterScoped);

/** What Kustomize knows of the built-in kinds: those of one Kubernetes version. facts/generate.ts makes it. */
export const builtinDefinitions: Definitions = {
  kinds: new Map(Object.entries(facts.kinds as Record<string, RawSchema>)),
  schemas: new Map(Object.entries(facts.schemas as unknown as Record<string, RawSchema>)),
  namespaced: new Map(),
};

/** Whether a built-in kind, as `apiVersion kind`, has no namespace. */
export function isClusterScoped(key: string): boolean {
  return clusterScoped.has(key);
}

/** Kustomize's default field specs, by the name of the transformer's configuration field. */
export const defaultFieldSpecs = facts.fieldSpecs as unknown as Readonly<Record<string, readonly RawSpec[]>>;
