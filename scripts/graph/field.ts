import type { KindName, ReferenceType, Resource, Target } from '../model/graph.ts';
import type { Json } from '../model/json.ts';
import { kindName } from '../lib/kubernetes/kind.ts';
import { text } from '../lib/read.ts';

/** How one field of a kind refers to an object: the name at `path`, or at `path`'s `name`. */
export interface FieldReference {
  readonly path: string;
  readonly type: ReferenceType;
  /** The kind named, or how to read it from the value; undefined where the value names nothing that we follow. */
  readonly to: KindName | ((value: Json, from: Resource) => Partial<Target> | undefined);
  readonly optional?: boolean;
}

/** A reference that spells apiVersion, kind and name. */
export function anyKind(value: Json): Partial<Target> | undefined {
  const kind = text(value, 'kind');
  return kind === undefined ? undefined : { kind: kindName(text(value, 'apiVersion') ?? '', kind), namespace: text(value, 'namespace') };
}

/** A port as a reference can spell it. */
export function portOf(value: Json | undefined): number | string | undefined {
  return typeof value === 'number' || typeof value === 'string' ? value : undefined;
}
