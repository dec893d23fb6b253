import { parseYaml, toJson } from '../lib/yaml/index.ts';
import { isObject } from '../lib/json.ts';
import { at, list, text } from '../lib/object.ts';
import type { Json } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Problem } from '../model/problem.ts';
import type { Generated } from './generate.ts';
import { buildVirtual } from './kustomize.ts';

/**
 * Source and Kustomization of a FluxInstance's sync as flux-operator applies them: `spec.kustomize.patches` run over all that it
 * installs, so patches of the controllers are left out here (flux-operator, internal/builder/build.go).
 */
export function patchRoots(roots: readonly Manifest[], patches: Generated): { readonly roots: readonly Manifest[]; readonly problems: readonly Problem[] } {
  const kinds = new Set(roots.map(({ object }) => text(object, 'kind')));
  const all = list(patches.data, 'patches');
  const meant = all.flatMap((patch, index) => (isObject(at(patch, 'target')) || kinds.has(kindOf(patch)) ? [index] : []));
  const originOf: Generated['originOf'] = (pointer, part) => patches.originOf(pointer.replace(/^\/patches\/(\d+)/, (_, index: string) => `/patches/${meant[Number(index)] ?? index}`), part);
  if (meant.length === 0) return { roots, problems: [] };
  const built = buildVirtual(roots, { data: { resources: ['helm-output.yaml'], patches: meant.map((index) => all[index] as Json) }, originOf });
  return built.ok ? { roots: built.manifests, problems: [] } : { roots, problems: built.problems };
}

/** What a strategic merge patch without a target names itself. */
function kindOf(patch: Json): string {
  const root = parseYaml(text(patch, 'patch'), '').documents[0]?.root;
  return root === undefined ? '' : text(toJson(root, 'sigs'), 'kind');
}
