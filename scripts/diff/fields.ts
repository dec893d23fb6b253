import { canonical, equalJson } from '../lib/equal.ts';
import { getKey, isObject, pointerToken } from '../lib/json.ts';
import type { FieldChange } from '../model/diff.ts';
import type { Json } from '../model/json.ts';
import { quantityOf } from '../schema/quantity.ts';
import type { Shape } from '../schema/shape.ts';

/** Where a value is on both sides, and how a person writes the way there. */
interface Spot {
  readonly before: string;
  readonly after: string;
  readonly path: string;
}

/**
 * What differs between two values, by their shape: items of lists that have keys are paired by them, sets and amounts are
 * compared as such; lists of unknown shape by the items' `name`, else as they stand. Fields in the order of head.
 */
export function fieldChanges(before: Json | undefined, after: Json | undefined, shape: Shape | undefined): FieldChange[] {
  const found: FieldChange[] = [];
  compare(before, after, shape, { before: '', after: '', path: '' }, found);
  return found;
}

function compare(before: Json | undefined, after: Json | undefined, shape: Shape | undefined, spot: Spot, found: FieldChange[]): void {
  if (equalJson(before, after)) return;
  if (isObject(before) && isObject(after)) {
    for (const key of new Set([...Object.keys(after), ...Object.keys(before)])) compare(getKey(before, key), getKey(after, key), shape?.field(key), below(spot, key), found);
  } else if (Array.isArray(before) && Array.isArray(after)) compareLists(before, after, shape, spot, found);
  else if (shape?.quantity === true && sameAmount(before, after)) return;
  else report(found, spot, before, after);
}

function report(found: FieldChange[], { before: from, after: to, path }: Spot, before: Json | undefined, after: Json | undefined): void {
  const change = before === undefined ? 'added' : after === undefined ? 'removed' : 'changed';
  found.push({ change, pointer: change === 'removed' ? from : to, path, ...(before !== undefined && { before }), ...(after !== undefined && { after }) });
}

function sameAmount(before: Json | undefined, after: Json | undefined): boolean {
  const [a, b] = [quantityOf(before), quantityOf(after)];
  return a !== undefined && b !== undefined && a.nano === b.nano;
}

function compareLists(before: readonly Json[], after: readonly Json[], shape: Shape | undefined, spot: Spot, found: FieldChange[]): void {
  const named = shape?.keys ?? (namesEach(before) && namesEach(after) ? ['name'] : undefined);
  if (named !== undefined && [...before, ...after].every(isObject)) return compareKeyed(before, after, named, shape, spot, found);
  if ([...before, ...after].every((item) => typeof item !== 'object')) return compareScalars(before, after, shape, spot, found);
  // Items without a name: what is the same on both sides is paired, the rest as it stands.
  const { rest, fresh } = unpaired(before, after);
  for (let index = 0; index < Math.max(rest.length, fresh.length); index++) {
    const [from, to] = [rest[index], fresh[index]];
    const place = (i: number | undefined) => i ?? 0;
    compare(from === undefined ? undefined : before[from], to === undefined ? undefined : after[to], shape?.item, { before: `${spot.before}/${place(from)}`, after: `${spot.after}/${place(to)}`, path: `${spot.path}[${to ?? from}]` }, found);
  }
  if (rest.length === 0 && fresh.length === 0 && shape?.set !== true) report(found, spot, [...before], [...after]);
}

/** The positions of items that the other list does not hold; an item that stands twice needs two. */
function unpaired(before: readonly Json[], after: readonly Json[]): { readonly rest: readonly number[]; readonly fresh: readonly number[] } {
  const open = new Map<string, number[]>();
  before.forEach((item, index) => {
    const key = canonical(item);
    const known = open.get(key);
    if (known === undefined) open.set(key, [index]);
    else known.push(index);
  });
  for (const twins of open.values()) twins.reverse();
  const fresh = [...after.keys()].filter((index) => open.get(canonical(after[index]!))?.pop() === undefined);
  return { rest: [...open.values()].flat().sort((a, b) => a - b), fresh };
}

function namesEach(items: readonly Json[]): boolean {
  const names = items.map((item) => (isObject(item) ? getKey(item, 'name') : undefined));
  return names.every((name) => typeof name === 'string') && new Set(names).size === names.length;
}

function compareKeyed(before: readonly Json[], after: readonly Json[], keys: readonly string[], shape: Shape | undefined, spot: Spot, found: FieldChange[]): void {
  const index = (items: readonly Json[]): Map<string, number> => {
    const byKey = new Map<string, number>();
    items.forEach((item, position) => {
      let key = keyOf(item, keys);
      // The server refuses the same key twice; here each stands for itself.
      while (byKey.has(key)) key += '+';
      byKey.set(key, position);
    });
    return byKey;
  };
  const [old, now] = [index(before), index(after)];
  for (const key of new Set([...now.keys(), ...old.keys()])) {
    const [from, to] = [old.get(key), now.get(key)];
    compare(from === undefined ? undefined : before[from], to === undefined ? undefined : after[to], shape?.item, { before: `${spot.before}/${from}`, after: `${spot.after}/${to}`, path: `${spot.path}[${key}]` }, found);
  }
}

function keyOf(item: Json, keys: readonly string[]): string {
  return keys.filter((key) => isObject(item) && Object.hasOwn(item, key)).map((key) => `${key}=${String(isObject(item) ? item[key] : '')}`).join(',');
}

/** A list of texts or numbers: what came and what went; as a whole where only the order, or several places, differ. */
function compareScalars(before: readonly Json[], after: readonly Json[], shape: Shape | undefined, spot: Spot, found: FieldChange[]): void {
  const { rest, fresh } = unpaired(before, after);
  if (shape?.set === true || shape?.keys !== undefined) {
    for (const index of fresh) report(found, { ...spot, after: `${spot.after}/${index}`, path: `${spot.path}[]` }, undefined, after[index]);
    for (const index of rest) report(found, { ...spot, before: `${spot.before}/${index}`, path: `${spot.path}[]` }, before[index], undefined);
  } else if (before.length === after.length && fresh.length === 1 && rest[0] === fresh[0]) {
    report(found, { before: `${spot.before}/${fresh[0]}`, after: `${spot.after}/${fresh[0]}`, path: `${spot.path}[${fresh[0]}]` }, before[fresh[0]!], after[fresh[0]!]);
  } else report(found, spot, [...before], [...after]);
}

function below({ before, after, path }: Spot, key: string): Spot {
  const token = pointerToken(key);
  const step = /^[\w-]+$/.test(key) ? `${path === '' ? '' : '.'}${key}` : `["${key.replaceAll('"', '\\"')}"]`;
  return { before: `${before}/${token}`, after: `${after}/${token}`, path: path + step };
}
