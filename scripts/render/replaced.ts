import { object, refOf } from '../lib/object.ts';
import type { Manifest } from '../model/manifest.ts';
import { releaseFacts } from './release.ts';
import type { Run } from './run.ts';
import type { Simulation } from './simulation.ts';

/**
 * A HelmRelease whose release is stored under the name of another one's upgrades that: Helm deletes what the new manifests no longer
 * hold, but hooks and what is marked to be kept (helm pkg/action upgrade.go).
 */
export function replaceRelease({ state, stored }: Simulation, run: Run, manifests: readonly Manifest[]): void {
  const { storageNamespace, releaseName } = releaseFacts(run.manifest.object);
  const key = `${storageNamespace}/${releaseName}`;
  const other = stored.get(key);
  stored.set(key, run);
  if (other === undefined || other === run) return;
  const made = new Set(manifests.map(nameOf));
  const gone = other.manifests.filter((manifest) => isOfRelease(manifest) && !made.has(nameOf(manifest)));
  for (const manifest of gone) state.drop(manifest);
  other.manifests = other.manifests.filter((manifest) => !gone.includes(manifest));
}

/** Neither a hook nor what goes ahead of the release (`crds/`, its Namespace), nor what is to be kept. */
function isOfRelease({ object: body }: Manifest): boolean {
  const annotations = object(body, 'metadata', 'annotations');
  return 'meta.helm.sh/release-name' in annotations && annotations['helm.sh/resource-policy'] !== 'keep';
}

function nameOf({ object: body }: Manifest): string {
  const { apiVersion, kind, namespace, name } = refOf(body);
  return `${apiVersion.replace(/\/?[^/]+$/, '')}/${kind}/${namespace}/${name}`;
}
