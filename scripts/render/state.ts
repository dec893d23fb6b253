import { groupOf, refOf } from '../lib/object.ts';
import type { Manifest } from '../model/manifest.ts';

/** What the simulated cluster holds: the objects that Flux would have applied so far. */
export interface State {
  /** Adds or replaces an object. */
  put(manifest: Manifest): void;
  /** Takes an object out again. */
  drop(manifest: Manifest): void;
  get(group: string, kind: string, namespace: string, name: string): Manifest | undefined;
  ofKind(group: string, kind: string): Iterable<Manifest>;
  /** Grows with every object that is new or different, so that a waiting unit knows when to look again. */
  readonly version: number;
}

export function createState(): State {
  const objects = new Map<string, Manifest>();
  const kinds = new Map<string, Map<string, Manifest>>();
  let version = 0;
  return {
    get version() {
      return version;
    },
    put(manifest) {
      const { apiVersion, kind, namespace, name } = refOf(manifest.object);
      const group = groupOf(apiVersion);
      const key = keyOf(group, kind, namespace, name);
      objects.set(key, manifest);
      const ofKind = kinds.get(`${group}/${kind}`) ?? new Map<string, Manifest>();
      kinds.set(`${group}/${kind}`, ofKind.set(key, manifest));
      version++;
    },
    drop({ object }) {
      const { apiVersion, kind, namespace, name } = refOf(object);
      const group = groupOf(apiVersion);
      const key = keyOf(group, kind, namespace, name);
      objects.delete(key);
      kinds.get(`${group}/${kind}`)?.delete(key);
      version++;
    },
    ofKind: (group, kind) => (kinds.get(`${group}/${kind}`) ?? new Map<string, Manifest>()).values(),
    get: (group, kind, namespace, name) => objects.get(keyOf(group, kind, namespace, name)),
  };
}

function keyOf(group: string, kind: string, namespace: string, name: string): string {
  return `${group}/${kind}/${namespace}/${name}`;
}
