import type { ChartField } from '../model/finding.ts';

/** Where to set a field that a chart renders. */
export function chartHint({ name, release, key }: ChartField): string {
  return key === undefined ? `chart ${name} offers no value for it; spec.postRenderers of HelmRelease ${release} can patch it` : `set ${key} in the values of HelmRelease ${release}`;
}
