import { groupOf, object, refOf, text } from '../lib/object.ts';
import { suggest } from '../lib/suggest.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Manifest } from '../model/manifest.ts';
import type { UnitResult } from '../model/unit.ts';

/** What a word on the command line names in one cluster. */
export interface Selection {
  readonly units: readonly UnitResult[];
  /** Only these of the units' manifests, where a path of resources was named. */
  readonly from?: string;
}

/**
 * The unit that a word names: `apps`, `flux-system/apps`, `HelmRelease/media/web`, the folder that a Kustomization syncs,
 * or the file of a Flux object; for any other path the units that have manifests from there. Empty where there is none.
 */
export function select(cluster: Cluster, word: string): Selection {
  const named = cluster.units.filter(({ id }) => [id.name, `${id.namespace}/${id.name}`, `${id.kind}/${id.name}`, `${id.kind}/${id.namespace}/${id.name}`].includes(word));
  if (named.length > 0) return { units: named };
  const path = clean(word);
  const folders = syncedFolders(cluster);
  const synced = cluster.units.filter(({ id, place }) => folders.get(`${id.kind}/${id.namespace}/${id.name}`) === path || place?.file === path);
  if (synced.length > 0) return { units: synced };
  return { units: cluster.units.filter(({ manifests }) => manifests.some((manifest) => comesFrom(manifest, path))), from: path };
}

/** Whether the object itself is written in a file, or below a folder. */
export function comesFrom({ originOf }: Manifest, path: string): boolean {
  const file = originOf('').steps[0]?.place?.file;
  return file !== undefined && (file === path || file.startsWith(`${path}/`));
}

/** ` did you mean …` for a word that names nothing. */
export function nearest(clusters: readonly Cluster[], word: string): string | undefined {
  return suggest(word, new Set(clusters.flatMap(({ units }) => units.flatMap(({ id }) => (word.includes('/') ? [`${id.kind}/${id.namespace}/${id.name}`, `${id.namespace}/${id.name}`] : [id.name])))));
}

function syncedFolders({ manifests }: Cluster): Map<string, string> {
  return new Map(manifests.flatMap(({ object: body }) => {
    const { apiVersion, kind, namespace, name } = refOf(body);
    return groupOf(apiVersion) === 'kustomize.toolkit.fluxcd.io' ? [[`${kind}/${namespace}/${name}`, clean(text(object(body, 'spec'), 'path'))] as const] : [];
  }));
}

function clean(path: string): string {
  return path.replaceAll('\\', '/').replace(/^(\.\/)+/, '').replace(/\/+$/, '');
}
