import { createHash } from 'node:crypto';
import type { KustomizeFs } from '../kustomize/index.ts';
import { canonical } from '../lib/equal.ts';
import { isObject, pointerToken } from '../lib/json.ts';
import type { Json } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { BuildResult } from './resource.ts';
import type { Tree } from './source/tree.ts';

/** Builds of folders that were made before, for trees in which all that they looked at is the same. */
export interface BuildMemo {
  /** The known build of a folder for a Flux Kustomization, or a new one that `make` gets a tree and a file system for. */
  get(tree: Tree, fs: KustomizeFs, folder: string, flux: Manifest, make: (tree: Tree, fs: KustomizeFs) => BuildResult): BuildResult;
  /** How many builds were asked for, and how many were made. */
  readonly count: { asked: number; made: number };
}

interface Entry {
  /** What each path that the build looked at was like then. */
  readonly seen: ReadonlyMap<string, string>;
  readonly result: BuildResult;
}

/**
 * Keeps builds for the time of a comparison: of two sides that differ in a few files, the second one builds only what looks at
 * those. A build is taken again where every file, folder and absence that it looked at is the same byte for byte, and the Flux
 * object is the same and written on the same lines.
 */
export function createBuildMemo(): BuildMemo {
  const known = new Map<string, Entry>();
  const states = new WeakMap<Tree, Map<string, string>>();
  const count = { asked: 0, made: 0 };
  return {
    count,
    get(tree, fs, folder, flux, make) {
      count.asked++;
      const look = stateIn(tree, states);
      const key = `${folder}\n${keyOf(flux)}`;
      const entry = known.get(key);
      if (entry !== undefined && [...entry.seen].every(([path, state]) => look(path) === state)) return entry.result;
      count.made++;
      const seen = new Map<string, string>();
      const see = (path: string) => {
        if (!seen.has(path)) seen.set(path, look(path));
      };
      const result = make(watchedTree(tree, see), watchedFs(fs, see));
      known.set(key, { seen, result });
      return result;
    },
  };
}

/** A path's content as one text: hash of a file, names of a folder, why there is neither; and how places call it. */
function stateIn(tree: Tree, states: WeakMap<Tree, Map<string, string>>): (path: string) => string {
  const own = states.get(tree) ?? new Map<string, string>();
  states.set(tree, own);
  return (path) => {
    let state = own.get(path);
    if (state === undefined) own.set(path, (state = `${tree.label(path)}\n${contentOf(tree, path)}`));
    return state;
  };
}

function contentOf(tree: Tree, path: string): string {
  const kind = tree.kind(path);
  if (kind === 'directory') return `folder ${JSON.stringify(tree.list(path))}`;
  if (kind === undefined) return `nothing ${tree.whyMissing(path) ?? ''}`;
  try {
    return `file ${createHash('sha256').update(tree.read(path) ?? '').digest('hex')}`;
  } catch {
    // Never the same again.
    return `unreadable ${Math.random()}`;
  }
}

function watchedTree(tree: Tree, see: (path: string) => void): Tree {
  const watch = <T>(ask: (path: string) => T) => (path: string): T => {
    see(path);
    return ask(path);
  };
  return { ...tree, files: tree.files, read: watch(tree.read), kind: watch(tree.kind), list: watch(tree.list), whyMissing: watch(tree.whyMissing) };
}

function watchedFs(fs: KustomizeFs, see: (path: string) => void): KustomizeFs {
  const watch = <T>(ask: (path: string) => T) => (path: string): T => {
    see(path);
    return ask(path);
  };
  return { entry: watch(fs.entry), text: watch(fs.text), yaml: watch(fs.yaml), label: fs.label };
}

/** The Flux object with the places of all that it says: both go into what a build makes of it. */
function keyOf({ object, originOf }: Manifest): string {
  const places: string[] = [];
  const visit = (value: Json | undefined, pointer: string) => {
    places.push(JSON.stringify(originOf(pointer)));
    if (Array.isArray(value)) value.forEach((item, index) => visit(item, `${pointer}/${index}`));
    else if (isObject(value)) for (const key of Object.keys(value)) visit(value[key], `${pointer}/${pointerToken(key)}`);
  };
  visit(object['spec'], '/spec');
  return `${canonical(object)}\n${JSON.stringify(originOf(''))}\n${places.join('\n')}`;
}
