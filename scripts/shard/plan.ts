import { posix } from 'node:path';
import type { Shard } from '../model/part.ts';

/** What of a cluster a shard has: all of it, or one of several equal shares. */
export interface ClusterShare {
  readonly share: number;
  readonly of: number;
}

/**
 * Which clusters a shard renders, by their weights: whole ones while there are clusters enough for all shards, else each cluster is
 * shared by as many shards as it weighs. Every shard comes to the same plan by itself.
 */
export function sharesOf(weights: readonly number[], { number, of }: Shard): ReadonlyMap<number, ClusterShare> {
  if (of <= weights.length) return new Map(dealOut(weights, of).flatMap((shard, cluster) => (shard === number - 1 ? [[cluster, { share: 0, of: 1 }] as const] : [])));
  const counts = weights.map(() => 1);
  for (let left = of - weights.length; left > 0 && weights.length > 0; left--) {
    const heaviest = weights.reduce((best, weight, at) => (weight / counts[at]! > weights[best]! / counts[best]! ? at : best), 0);
    counts[heaviest]!++;
  }
  let before = 0;
  for (const [cluster, count] of counts.entries()) {
    if (number - 1 < before + count) return new Map([[cluster, { share: number - 1 - before, of: count }]]);
    before += count;
  }
  return new Map();
}

/** Deals things out to so many, the costliest first, each to who has least; for each thing who has it. */
export function dealOut(costs: readonly number[], to: number): number[] {
  const loads = Array.from({ length: to }, () => 0);
  const owners = costs.map(() => 0);
  for (const [cost, at] of costs.map((cost, at) => [cost, at] as const).sort(([a, x], [b, y]) => b - a || x - y)) {
    const least = loads.indexOf(Math.min(...loads));
    owners[at] = least;
    loads[least]! += cost;
  }
  return owners;
}

export interface WeighedTree {
  readonly files: readonly string[];
  kind(path: string): 'file' | 'directory' | undefined;
  text(file: string): string | undefined;
}

/** Names of folders in a text: `./apps/web`, `../../base`. */
const folders = /(?:\.{1,2}\/)*[\w.@-]+(?:\/[\w.@-]+)+|(?:\.\.\/)*\.\./g;

/**
 * How much there is to do for the cluster of an entry folder, before anything is rendered: the bytes of the YAML files in it and in every folder that
 * they name. A guess: it decides how evenly work is shared, and nothing else.
 */
export function weigh(entry: string, tree: WeighedTree): number {
  const seen = new Set<string>();
  const open = [entry];
  const counted = new Set<string>();
  let bytes = 1;
  for (let folder = open.pop(); folder !== undefined; folder = open.pop()) {
    for (const file of filesBelow(tree.files, folder)) {
      if (counted.has(file) || !/\.ya?ml$/.test(file)) continue;
      counted.add(file);
      const text = tree.text(file) ?? '';
      bytes += text.length;
      for (const [name] of text.matchAll(folders)) {
        for (const path of [posix.join(posix.dirname(file), name), posix.normalize(name)].map((path) => path.replace(/\/$/, ''))) {
          if (path === '.' || path.startsWith('..') || seen.has(path) || tree.kind(path) !== 'directory') continue;
          seen.add(path);
          open.push(path);
        }
      }
    }
  }
  return bytes;
}

/** Of files sorted by bytes, those below a folder. */
function filesBelow(files: readonly string[], folder: string): readonly string[] {
  if (folder === '') return files;
  let [low, high] = [0, files.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (files[middle]! < `${folder}/`) low = middle + 1;
    else high = middle;
  }
  let end = low;
  while (end < files.length && files[end]!.startsWith(`${folder}/`)) end++;
  return files.slice(low, end);
}
