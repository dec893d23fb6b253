import { getKey, isObject, pointerToken } from '../../../lib/json.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import type { FieldError, Reason } from '../../errors.ts';

/**
 * One field of an object under validation: its value (absent ones too) and the way to it. Reads give Go's zero values
 * for absent fields, as the server's structs do; null counts as absent. Paths are only spelt out for an error.
 */
export class Node {
  readonly value: Json | undefined;
  readonly #errors: FieldError[];
  readonly #parent: Node | undefined;
  /** A key, an index, or '' for the root or for another name of the same place. */
  readonly #step: string | number;
  /** How the server spells the step; undefined where it is the step itself. */
  readonly #spelling: string | undefined;
  readonly #named: Node | undefined;
  #replaced: { readonly key: string; readonly child: Node } | undefined;

  constructor(errors: FieldError[], value: Json | undefined, parent?: Node, step: string | number = '', spelling?: string, named?: Node) {
    this.#errors = errors;
    this.value = value === null ? undefined : value;
    this.#parent = parent;
    this.#step = step;
    this.#spelling = spelling;
    this.#named = named;
  }

  /** The field `key`, present or not; `spelling` where the server's path names it differently. */
  get(key: string, spelling?: string): Node {
    if (this.#replaced?.key === key) return this.#replaced.child;
    return new Node(this.#errors, isObject(this.value) ? getKey(this.value, key) : undefined, this, key, spelling);
  }
  /** The item of a map, which the server spells `[key]`. */
  key(key: string): Node {
    return this.get(key, `[${key}]`);
  }
  /** The same place in the manifest under a longer path: the server names a field that is not there. */
  as(...spelling: (string | number)[]): Node {
    let node: Node = this;
    for (const part of spelling) node = new Node(this.#errors, this.value, node, '', typeof part === 'number' ? `[${part}]` : part);
    return node;
  }
  /** This field under the path of another one, where the server's path points elsewhere. */
  named(other: Node): Node {
    return new Node(this.#errors, this.value, this, '', undefined, other);
  }
  /** This place with another value, such as JSON that the field holds as text. */
  parsed(value: Json): Node {
    return new Node(this.#errors, value, this, '');
  }
  /** This place with one field replaced by another node, for what the server checks on a changed copy. */
  with(key: string, child: Node): Node {
    const copy = new Node(this.#errors, this.value, this, '');
    copy.#replaced = { key, child };
    return copy;
  }
  items(): Node[] {
    return Array.isArray(this.value) ? this.value.map((item, index) => new Node(this.#errors, item, this, index)) : [];
  }
  /** The entries of a map, spelt `[key]`. */
  entries(): [string, Node][] {
    return this.keys().map((key) => [key, this.key(key)]);
  }
  keys(): string[] {
    return isObject(this.value) ? Object.keys(this.value) : [];
  }

  get present(): boolean {
    return this.value !== undefined;
  }
  has(key: string): boolean {
    const value = isObject(this.value) ? getKey(this.value, key) : undefined;
    return value !== undefined && value !== null;
  }
  /** '' where absent. */
  get str(): string {
    return typeof this.value === 'string' ? this.value : '';
  }
  /** 0 where absent; integers out of Number's safe range lose digits, never their order. */
  get num(): number {
    return typeof this.value === 'number' ? this.value : typeof this.value === 'bigint' ? Number(this.value) : 0;
  }
  get bool(): boolean {
    return this.value === true;
  }
  get length(): number {
    return Array.isArray(this.value) ? this.value.length : isObject(this.value) ? Object.keys(this.value).length : 0;
  }
  strings(): string[] {
    return Array.isArray(this.value) ? this.value.map((item) => (typeof item === 'string' ? item : '')) : [];
  }
  object(): JsonObject {
    return isObject(this.value) ? this.value : {};
  }

  get field(): string {
    if (this.#named !== undefined) return this.#named.field;
    const path = this.#parent?.field ?? '';
    if (typeof this.#step === 'number') return `${path}[${this.#step}]`;
    const part = this.#spelling ?? this.#step;
    return part.startsWith('[') || path === '' || part === '' ? path + part : `${path}.${part}`;
  }
  get pointer(): string {
    const path = this.#parent?.pointer ?? '';
    // an entry of a map may have the empty key; it is spelt []
    return this.#step === '' && this.#spelling !== '[]' ? path : `${path}/${pointerToken(this.#step)}`;
  }

  required(detail = ''): void {
    this.#add('required', detail === '' ? 'is required' : `is required: ${detail}`);
  }
  invalid(detail: string, value: unknown = this.value): void {
    this.#add('invalid', `${show(value)}${detail}`);
  }
  notSupported(supported: readonly string[], value: unknown = this.value): void {
    this.#add('not-supported', `${show(value)}is not supported; write ${supported.length === 1 ? '' : 'one of '}${supported.map((one) => (one === '' ? '""' : one)).join(', ')}`);
  }
  duplicate(value: unknown = this.value): void {
    this.#add('duplicate', `${show(value)}is given more than once`);
  }
  notFound(value: unknown = this.value): void {
    this.#add('not-found', `${show(value)}does not exist in this object`);
  }
  forbidden(detail: string): void {
    this.#add('forbidden', detail);
  }
  tooLong(limit: number): void {
    this.#add('too-long', `may not be longer than ${limit} bytes`);
  }
  tooMany(limit: number, count = this.length): void {
    this.#add('too-many', `has ${count} items; at most ${limit} are allowed`);
  }
  typeInvalid(detail: string): void {
    this.#add('type-invalid', `${show(this.value)}${detail}`);
  }
  /** How many errors there are in the whole object so far: to learn whether a check found something. */
  get errorCount(): number {
    return this.#errors.length;
  }
  #add(reason: Reason, message: string): void {
    if (this.#errors.length >= maxErrors) return;
    this.#errors.push({ field: this.field, pointer: this.pointer, reason, message });
  }
}

/** Beyond this many errors about one object nobody reads on. */
const maxErrors = 200;

/** The value before the words about it; nothing for what is empty or no scalar. */
function show(value: unknown): string {
  if (value === '') return '';
  if (typeof value === 'string') return `${JSON.stringify(value.length > 80 ? `${value.slice(0, 77)}...` : value)} `;
  return typeof value === 'number' || typeof value === 'bigint' || typeof value === 'boolean' ? `${value} ` : '';
}

/** Checks an object; `serviceCidrs`, `featureGates`: see ObjectContext. */
export type Check = (object: Node, serviceCidrs?: readonly string[], featureGates?: readonly string[]) => void;
