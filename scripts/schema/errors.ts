import type { Change } from '../model/fix.ts';

/**
 * Why the API server refuses a field. The first six are those of decoding; the others are `field.ErrorType` of
 * k8s.io/apimachinery/pkg/util/validation/field/errors.go and what admission adds.
 */
export type Reason =
  | 'syntax' | 'duplicate-key' | 'unknown-kind' | 'unknown-field' | 'type' | 'unknown-version'
  | 'required' | 'invalid' | 'not-supported' | 'duplicate' | 'too-long' | 'too-many' | 'too-few' | 'forbidden' | 'immutable' | 'not-found'
  | 'type-invalid' | 'cel' | 'internal' | 'admission' | 'not-checked';

/**
 * One complaint about one field of one object.
 * `field`: the server's own spelling, `spec.template.spec.containers[0].image`, map keys in brackets (`data[a.b]`);
 * '' is the whole object. `pointer`: the same place as RFC 6901 JSON pointer, or the nearest one that exists.
 */
export interface FieldError {
  readonly field: string;
  readonly pointer: string;
  readonly reason: Reason;
  readonly message: string;
  /** Mends it, at the pointer; only where there is one right answer. */
  readonly fix?: Change;
}

/** The way from the object's root to a field. Immutable; cheap to extend, rendered only when an error is made. */
export interface FieldPath {
  readonly parent: FieldPath | undefined;
  readonly token: string | number;
  /** How the server spells the step: `.name`, or `[name]` for an index or the key of a map. */
  readonly bracket: boolean;
}

/** A step to a named field. */
export function child(parent: FieldPath | undefined, name: string): FieldPath {
  return { parent, token: name, bracket: false };
}

/** A step to an item of a list, or to the value at a key of a map. */
export function at(parent: FieldPath | undefined, token: string | number): FieldPath {
  return { parent, token, bracket: true };
}

/** The server's spelling: `spec.ports[0].name`, `metadata.labels[a/b]`. */
export function fieldOf(path: FieldPath | undefined): string {
  let text = '';
  for (let step = path; step !== undefined; step = step.parent) {
    const own = step.bracket ? `[${step.token}]` : step.parent === undefined ? String(step.token) : `.${step.token}`;
    text = own + text;
  }
  return text;
}

export function pointerOf(path: FieldPath | undefined): string {
  let text = '';
  for (let step = path; step !== undefined; step = step.parent) {
    const token = typeof step.token === 'number' ? String(step.token) : step.token.replaceAll('~', '~0').replaceAll('/', '~1');
    text = `/${token}${text}`;
  }
  return text;
}

export function fieldError(path: FieldPath | undefined, reason: Reason, message: string, fix?: Change): FieldError {
  return { field: fieldOf(path), pointer: pointerOf(path), reason, message, ...(fix !== undefined && { fix }) };
}
