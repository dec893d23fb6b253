/**
 * A CEL type. `object` has fixed fields; `dyn` is anything. Primitive and library types are known by name: bool, int, uint,
 * double, string, bytes, null_type, duration, timestamp, type, quantity, ip, cidr, url, semver, format ...
 */
export type Type =
  | { readonly kind: 'dyn' }
  | { readonly kind: 'named'; readonly name: string }
  | { readonly kind: 'list'; readonly of: Type }
  | { readonly kind: 'map'; readonly key: Type; readonly value: Type }
  | { readonly kind: 'optional'; readonly of: Type }
  | { readonly kind: 'object'; readonly name: string; field(name: string): Type | undefined };

export const dyn: Type = { kind: 'dyn' };
export const named = (name: string): Type => ({ kind: 'named', name });
export const listOf = (of: Type): Type => ({ kind: 'list', of });
export const mapOf = (value: Type): Type => ({ kind: 'map', key: named('string'), value });
export const optionalOf = (of: Type): Type => ({ kind: 'optional', of });

export function objectType(name: string, fields: Readonly<Record<string, Type>>): Type {
  return { kind: 'object', name, field: (field) => (Object.hasOwn(fields, field) ? fields[field] : undefined) };
}

export function typeText(type: Type): string {
  switch (type.kind) {
    case 'dyn': return 'dyn';
    case 'named': case 'object': return type.name;
    case 'list': return `list(${typeText(type.of)})`;
    case 'map': return `map(${typeText(type.key)}, ${typeText(type.value)})`;
    case 'optional': return `optional_type(${typeText(type.of)})`;
  }
}

/** Whether a value of one type may stand where the other is wanted. */
export function fits(given: Type, wanted: Type): boolean {
  if (given.kind === 'dyn' || wanted.kind === 'dyn') return true;
  if (given.kind === 'named' && given.name === 'null_type') return wanted.kind !== 'named' || ['null_type', 'duration', 'timestamp'].includes(wanted.name);
  if (wanted.kind === 'named' && wanted.name === 'null_type') return fits(wanted, given);
  if (given.kind !== wanted.kind) return false;
  switch (given.kind) {
    case 'named': case 'object': return given.name === (wanted as { readonly name: string }).name;
    case 'list': return fits(given.of, (wanted as typeof given).of);
    case 'optional': return fits(given.of, (wanted as typeof given).of);
    case 'map': return fits(given.key, (wanted as typeof given).key) && fits(given.value, (wanted as typeof given).value);
  }
}
