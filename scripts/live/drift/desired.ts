import { getKey, isObject } from '../../lib/json.ts';
import { object, objects, text } from '../../lib/object.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { UnitResult } from '../../model/unit.ts';
import { anyMetadata, asSent, type Manager, managerOf } from '../objects/apply.ts';
import type { IgnoreRule } from './ignore.ts';

/** What Flux does about a difference: takes it back, only warns of it, or does not look. */
export type Correction = 'corrects' | 'warns' | 'leaves';

/** One object as git wants it, ready to be sent. */
export interface Desired {
  readonly manifest: Manifest;
  /** As Flux sends it (fluxcd/pkg/ssa normalize): Go's defaults of a port's protocol, a Secret's text as data. */
  readonly object: JsonObject;
  readonly manager: Manager;
  readonly correction: Correction;
  readonly ignore: readonly IgnoreRule[];
  /** Flux deletes and makes anew what cannot be changed. */
  readonly force: boolean;
}

/** The objects of the units that git wants, and why others are not compared. `fluxObject` finds the Flux object of a unit. */
export function desiredOf(units: readonly UnitResult[], fluxObject: (unit: UnitResult) => JsonObject | undefined): { readonly desired: readonly Desired[]; readonly notCompared: readonly string[] } {
  const desired: Desired[] = [];
  const notCompared: string[] = [];
  for (const unit of units) {
    const name = `${unit.id.kind}/${unit.id.namespace}/${unit.id.name}`;
    if (unit.outcome !== 'rendered') {
      notCompared.push(`${name} is ${unit.outcome} in git${unit.message === undefined ? '' : `: ${unit.message.split('\n', 1)[0]!.slice(0, 200)}`}`);
      continue;
    }
    const flux = fluxObject(unit);
    if (isObject(getKey(object(flux, 'spec'), 'kubeConfig') ?? null)) {
      notCompared.push(`${name} applies to another cluster (spec.kubeConfig)`);
      continue;
    }
    const isRelease = unit.id.kind === 'HelmRelease';
    const detection = object(flux, 'spec', 'driftDetection');
    const mode = text(detection, 'mode');
    for (const manifest of unit.manifests) {
      // Helm neither keeps hooks nor compares them; the namespace of createNamespace is made once.
      if (manifest.hooks !== undefined || unit.refused?.includes(manifest) === true || isMadeOnce(manifest)) continue;
      desired.push({
        manifest, object: asSent(manifest.object), manager: managerOf(unit.id),
        correction: !isRelease || mode === 'enabled' ? 'corrects' : mode === 'warn' ? 'warns' : 'leaves',
        ignore: rulesOf(isRelease ? objects(detection, 'ignore') : objects(flux, 'spec', 'ignore')),
        force: !isRelease && (object(flux, 'spec')['force'] === true || anyMetadata(manifest.object, 'kustomize.toolkit.fluxcd.io/force', 'enabled')),
      });
    }
  }
  return { desired, notCompared };
}

function isMadeOnce({ unit, object: body }: Manifest): boolean {
  return unit.kind === 'HelmRelease' && body['kind'] === 'Namespace' && text(body, 'metadata', 'labels', 'helm.toolkit.fluxcd.io/name') === '';
}

function rulesOf(rules: readonly JsonObject[]): IgnoreRule[] {
  return rules.map((rule) => ({ paths: (Array.isArray(rule['paths']) ? rule['paths'] : []).filter((path) => typeof path === 'string'), target: isObject(rule['target']) ? rule['target'] : undefined }));
}
