import { isObject } from '../lib/json.ts';
import { groupOf, refOf } from '../lib/object.ts';
import { parseYaml, placeOfNode, toJson } from '../lib/yaml/index.ts';
import type { FirstObject } from '../model/part.ts';
import type { Problem } from '../model/problem.ts';

export interface OrphanInput {
  /** All files of the repository. */
  readonly files: readonly string[];
  /** Those that the build of some cluster read. */
  readonly used: ReadonlySet<string>;
  readonly first: (file: string) => FirstObject | undefined;
}

/** Folders whose manifests are somebody else's: for tools, for people, or put away by their name. */
const notForFlux = /^(?:[._].*|bootstrap|talos|ansible|terraform|tofu|helmfile(?:\.d)?|hack|docs?|examples?|tests?|testdata|fixtures|templates?|archived?|deprecated|disabled|unused|old|charts|schemas|scripts|tools)$/;

/**
 * Manifests that nothing applies, where others beside them are applied: a file that no kustomization lists, a folder that
 * no other refers to. One problem a file or folder. Folders at the root that Flux does not read at all are none of its
 * business.
 */
export function orphans({ files, used, first: firstOf }: OrphanInput): Problem[] {
  const usedFolders = new Set([...used].flatMap((file) => file.split('/').slice(0, -1).map((_, depth, folders) => folders.slice(0, depth + 1).join('/'))));
  const groups = new Map<string, string[]>();
  for (const file of files) {
    const path = file.split('/');
    if (used.has(file) || !isForFlux(file)) continue;
    // The highest folder of the file that nothing reads, or the file itself.
    const depth = path.findIndex((_, index) => index > 0 && index < path.length && !usedFolders.has(path.slice(0, index).join('/')));
    const top = depth < 0 ? file : path.slice(0, depth).join('/');
    if (depth === 1) continue;
    groups.set(top, [...(groups.get(top) ?? []), file]);
  }
  return [...groups].flatMap(([top, members]): Problem[] => {
    const found = members.flatMap((file) => firstOf(file) ?? []);
    const first = found.find(({ isKustomization }) => isKustomization) ?? found[0];
    const manifests = found.filter(({ isKustomization }) => !isKustomization);
    if (first === undefined || manifests.length === 0) return [];
    const message = top === first.place.file
      ? 'nothing that Flux applies reaches this file: list it in a kustomization.yaml, or remove it'
      : `nothing that Flux applies reaches the folder ${top} (${manifests.length === 1 ? '1 file' : `${manifests.length} files`}): let a kustomization.yaml or a Flux Kustomization refer to it, or remove it`;
    return [{ code: 'flux/orphan-manifest', message, place: first.place, object: first.object }];
  });
}

/** Whether a file looks like one that Flux is to apply, by its path. */
export function isForFlux(file: string): boolean {
  const path = file.split('/');
  return /\.ya?ml$/.test(file) && path.length > 1 && !path.slice(0, -1).some((folder) => notForFlux.test(folder));
}

/** The first object of a file that is one of Kubernetes; undefined for anything else, such as a chart's template. */
export function firstObject(file: string, content: string | undefined): FirstObject | undefined {
  if (content === undefined || !/^kind:/m.test(content)) return undefined;
  const { documents, errors } = parseYaml(content, file);
  if (errors.length > 0) return undefined;
  for (const { root } of documents) {
    const value = root === undefined ? null : toJson(root, 'sigs');
    if (root === undefined || !isObject(value)) continue;
    const object = refOf(value);
    const isKustomization = groupOf(object.apiVersion) === 'kustomize.config.k8s.io';
    if (isKustomization || (object.kind !== '' && object.name !== '' && (object.apiVersion === 'v1' || object.apiVersion.includes('/')))) return { place: placeOfNode(root), object, isKustomization };
  }
  return undefined;
}
