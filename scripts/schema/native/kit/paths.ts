import type { Node } from './node.ts';

/** Paths in volumes and mounts. Upstream: pkg/apis/core/validation/validation.go validateLocalDescendingPath and its kin. */
export function noBacksteps(node: Node, value: string = node.str): void {
  if (value.split('/').includes('..')) node.invalid("must not contain '..'", value);
}
export function localDescendingPath(node: Node, value: string = node.str): void {
  if (value.startsWith('/')) node.invalid('must be a relative path', value);
  noBacksteps(node, value);
}
export function localNonReservedPath(node: Node): void {
  localDescendingPath(node);
  if (node.str.startsWith('..') && !node.str.startsWith('../')) node.invalid("must not start with '..'");
}
export function fileMode(node: Node): void {
  if (node.present && (node.num < 0 || node.num > 0o777)) node.invalid('must be a mode between 0 and 0777 (octal), which is 511');
}
