import { getKey } from '../lib/json.ts';
import { groupOf, object, refOf } from '../lib/object.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ReleaseFacts } from './release.ts';
import type { State } from './state.ts';

/**
 * The first object of a release that is in the cluster already and does not say that it belongs to the release; with
 * `disableTakeOwnership` Helm refuses it (helm pkg/action validate.go existingResourceConflict). Hooks are not looked at.
 */
export function foreignObject(manifests: readonly Manifest[], state: State, { releaseName, releaseNamespace }: ReleaseFacts): { readonly message: string; readonly said: string } | undefined {
  for (const { object: body, hooks } of manifests) {
    if (hooks !== undefined) continue;
    const { apiVersion, kind, namespace, name } = refOf(body);
    const existing = state.get(groupOf(apiVersion), kind, namespace, name);
    if (existing === undefined) continue;
    const wrong = [
      owned(existing, 'labels', 'label', 'app.kubernetes.io/managed-by', 'Helm'),
      owned(existing, 'annotations', 'annotation', 'meta.helm.sh/release-name', releaseName),
      owned(existing, 'annotations', 'annotation', 'meta.helm.sh/release-namespace', releaseNamespace),
    ].filter((part) => part !== undefined);
    if (wrong.length === 0) continue;
    return {
      message: `${kind} "${name}" in namespace "${namespace}" exists and cannot be imported into the current release: invalid ownership metadata; ${wrong.join('; ')}`,
      said: `${kind} "${name}" in namespace "${namespace}" exists already and is not of this release; disableTakeOwnership makes Helm refuse it`,
    };
  }
  return undefined;
}

function owned(existing: Manifest, field: 'labels' | 'annotations', title: string, key: string, wanted: string): string | undefined {
  const value = getKey(object(existing.object, 'metadata', field), key);
  if (value === wanted) return undefined;
  if (value === undefined) return `${title} validation error: missing key "${key}": must be set to "${wanted}"`;
  return `${title} validation error: key "${key}" must equal "${wanted}": current value is "${String(value)}"`;
}
