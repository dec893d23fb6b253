import type { Schema } from './build.ts';

/**
 * A schema for editors: HelmReleases of this chart, with its values completed. Everything but `spec.values` is left to the
 * schema of Flux. Unknown top-level values are refused here, as with global.strict.
 */
export function helmRelease(values: Schema): Schema {
  const { definitions, $schema, ...rest } = values;
  return {
    $schema, title: 'HelmRelease of app-template', type: 'object', required: ['apiVersion', 'kind', 'metadata', 'spec'],
    properties: {
      apiVersion: { enum: ['helm.toolkit.fluxcd.io/v2', 'helm.toolkit.fluxcd.io/v2beta2'] },
      kind: { const: 'HelmRelease' },
      metadata: { type: 'object' },
      spec: { type: 'object', properties: { values: { ...rest, additionalProperties: false } } },
    },
    definitions,
  };
}
