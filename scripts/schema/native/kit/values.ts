import type { Json } from '../../../model/json.ts';
import { byteLength, percent, portName, portNumber } from './names.ts';
import type { Node } from './node.ts';

export function nonNegative(node: Node): void {
  if (node.num < 0) node.invalid('must be 0 or more');
}
export function positive(node: Node, value: number = node.num): void {
  if (value <= 0) node.invalid('must be greater than 0', value);
}
export function inRange(node: Node, low: number, high: number, value: number = node.num): void {
  if (value < low || value > high) node.invalid(`must be between ${low} and ${high}`, value);
}
export function checkPortNumber(node: Node): void {
  if (!portNumber(node.num)) node.invalid('must be a port between 1 and 65535', node.num);
}
/** An int-or-string port; absent is the number 0. Upstream: ValidatePortNumOrName. */
export function checkPort(node: Node): void {
  if (typeof node.value === 'string') for (const problem of portName(node.value)) node.invalid(problem);
  else checkPortNumber(node);
}
export const isInt = (value: Json | undefined): boolean => typeof value === 'number' || typeof value === 'bigint';

/** The number in `25%`; undefined for anything else. */
export function percentOf(node: Node): number | undefined {
  const text = typeof node.value === 'string' ? node.value : undefined;
  return text !== undefined && percent(text).length === 0 ? Number(text.slice(0, -1)) : undefined;
}
/** Upstream: pkg/apis/apps/validation/validation.go ValidatePositiveIntOrPercent; an absent one is the number 0. */
export function checkIntOrPercent(node: Node): void {
  if (typeof node.value === 'string') for (const problem of percent(node.value)) node.invalid(problem);
  else nonNegative(node);
}
export function notMoreThan100Percent(node: Node): void {
  const value = percentOf(node);
  if (value !== undefined && value > 100) node.invalid('must not be more than 100%');
}
/** A Go bool that is set and true where the pointer is nil by default. */
export const boolOr = (node: Node, absent: boolean): boolean => (typeof node.value === 'boolean' ? node.value : absent);
/** An int whose zero value or absence means a default. */
export const numOr = (node: Node, absent: number): number => (node.present ? node.num : absent);
export const strOr = (node: Node, absent: string): string => node.str || absent;

/** Reports values that come twice; the path is the item's or that of `at`. */
export function unique(items: readonly Node[], at: (item: Node) => Node = (item) => item, skipEmpty = false): void {
  const seen = new Set<string>();
  for (const item of items) {
    const node = at(item);
    if (skipEmpty && node.str === '') continue;
    const key = typeof node.value === 'object' ? JSON.stringify(node.value, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)) : String(node.value ?? '');
    if (seen.has(key)) node.duplicate();
    seen.add(key);
  }
}
export function tooLong(node: Node, limit: number): void {
  if (byteLength(node.str) > limit) node.tooLong(limit);
}
/** Decoded size of a base64 field; undefined where it is no base64, which decoding reports. */
export function base64Size(text: string): number {
  const clean = text.replace(/[\r\n]/g, '');
  return Math.floor((clean.length * 3) / 4) - (clean.endsWith('==') ? 2 : clean.endsWith('=') ? 1 : 0);
}
