import { object, refOf } from '../lib/object.ts';
import type { Manifest } from '../model/manifest.ts';
import { releaseFacts } from './release.ts';
import type { Run } from './run.ts';
import type { Simulation } from './simulation.ts';

/**
 * A HelmRelease whose release is stored under the name of another one's upgrades that: Helm deletes what the new manifests no longer
 * hold, but hooks and what is marked to be kept (helm pkg/action upgrade.go).
 */
export function replaceRelease(sim: Simulation, run: Run, manifests: readonly Manifest[]): void {
  const key = storageKey(run);
  const made = new Set(manifests.map(nameOf));
  for (const other of sim.runs.values()) {
    if (other === run || other.release === undefined || storageKey(other) !== key) continue;
    const gone = other.manifests.filter((manifest) => isOfRelease(manifest) && !made.has(nameOf(manifest)));
    for (const manifest of gone) sim.state.drop(manifest);
    other.manifests = other.manifests.filter((manifest) => !gone.includes(manifest));
  }
}

/** Neither a hook nor what goes ahead of the release (`crds/`, its Namespace), nor what is to be kept. */
function isOfRelease({ object: body }: Manifest): boolean {
  const annotations = object(body, 'metadata', 'annotations');
  return 'meta.helm.sh/release-name' in annotations && annotations['helm.sh/resource-policy'] !== 'keep';
}

function storageKey({ manifest: { object: body } }: Run): string {
  const { storageNamespace, releaseName } = releaseFacts(body);
  return `${storageNamespace}/${releaseName}`;
}

function nameOf({ object: body }: Manifest): string {
  const { apiVersion, kind, namespace, name } = refOf(body);
  return `${apiVersion.replace(/\/?[^/]+$/, '')}/${kind}/${namespace}/${name}`;
}
