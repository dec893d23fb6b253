import { text } from '../lib/object.ts';
import { parseVersion } from '../lib/semver.ts';
import type { JsonObject } from '../model/json.ts';

/** The version of Flux that this tool follows, where nothing says another. */
const followed = '2.9';

/**
 * `2.8`: the Flux of a cluster, as validate.yaml says (`said`, '' where it does not), else as the repository installs it: the labels
 * that `flux install` writes, or the version that a FluxInstance asks for.
 */
export function fluxVersionOf(said: string, find: (group: string, kind: string, name: string) => JsonObject | undefined): string {
  if (said !== '') return said;
  const labelled = text(find('apps', 'Deployment', 'kustomize-controller'), 'metadata', 'labels', 'app.kubernetes.io/version');
  const asked = text(find('fluxcd.controlplane.io', 'FluxInstance', 'flux'), 'spec', 'distribution', 'version').replace(/[.][x*]$/, '');
  const [version] = [labelled, asked].filter((each) => /^v?\d+[.]\d+/.test(each)).flatMap((each) => parseVersion(each) ?? []);
  return version === undefined ? followed : `${version.major}.${version.minor}`;
}

/** Flux 2.9 refuses variables without a value; older ones put nothing in their place. */
export function refusesUnset(fluxVersion: string): boolean {
  const version = parseVersion(fluxVersion);
  return version === undefined || version.major > 2 || version.minor >= 9;
}
