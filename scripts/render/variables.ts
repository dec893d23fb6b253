import { object, objects, text } from '../lib/object.ts';
import { pointerToken } from '../lib/json.ts';
import type { ExternalInput } from '../model/cluster.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Origin, OriginStep } from '../model/origin.ts';
import type { Problem } from '../model/problem.ts';
import { findInput } from './inputs.ts';
import { placeOf } from './origin.ts';
import type { State } from './state.ts';

/** The variables of one Flux Kustomization, with where each is defined. */
export interface Variables {
  readonly values: ReadonlyMap<string, string>;
  readonly originOf: (name: string) => Origin | undefined;
  /** Sources (`Secret/cluster-secrets`) that may define more than git says. */
  readonly open: readonly string[];
  readonly always: boolean;
}

export type VariablesResult = Variables | { readonly missing: Problem; readonly message: string; readonly source: { readonly kind: string; readonly name: string } } | { readonly invalid: string; readonly problem: Problem };

const validName = /^[_\p{L}][_\p{L}\d]*$/u;

/**
 * Collects `spec.postBuild` as kustomize-controller does (kustomize_varsub.go LoadVariables): sources in order, the later
 * wins, `substitute` over all of them; line breaks are removed from every value.
 * A missing source that is not optional is returned for the caller to wait for.
 */
export function loadVariables(flux: Manifest, state: State, external: readonly ExternalInput[]): VariablesResult {
  const postBuild = object(flux.object, 'spec', 'postBuild');
  const namespace = text(flux.object, 'metadata', 'namespace');
  const values = new Map<string, string>();
  const origins = new Map<string, () => Origin | undefined>();
  const open: string[] = [];
  for (const [i, source] of objects(postBuild, 'substituteFrom').entries()) {
    const kind = text(source, 'kind');
    const name = text(source, 'name');
    if (kind !== 'ConfigMap' && kind !== 'Secret') continue;
    const input = findInput(kind, namespace, name, state, external);
    if (input === undefined) {
      if (source['optional'] === true) continue;
      return missingSource(flux, i, kind, name, namespace);
    }
    if (!input.complete) open.push(`${kind}/${name}`);
    for (const [key, value] of input.data) {
      values.set(key, value.replaceAll('\n', ''));
      origins.set(key, () => input.originOf(key));
    }
  }
  for (const [key, value] of Object.entries(object(postBuild, 'substitute'))) {
    if (typeof value !== 'string') continue;
    values.set(key, value.replaceAll('\n', ''));
    origins.set(key, () => flux.originOf(`/spec/postBuild/substitute/${pointerToken(key)}`));
  }
  const wrong = [...values.keys()].find((name) => !validName.test(name));
  if (wrong !== undefined) {
    const place = origins.get(wrong)?.()?.steps[0]?.place;
    return {
      invalid: `'${wrong}' var name is invalid, must match '^[_[:alpha:]][_[:alpha:][:digit:]]*$'`,
      problem: {
        code: 'flux/substitution-failed',
        message: `"${wrong}" cannot name a variable: letters, digits and _ only, not beginning with a digit`,
        ...(place !== undefined && { place }),
      },
    };
  }
  return { values, originOf: (name) => origins.get(name)?.(), open, always: text(flux.object, 'spec', 'postBuild', 'substituteStrategy') === 'Always' };
}

function missingSource(flux: Manifest, index: number, kind: string, name: string, namespace: string) {
  const place = placeOf(flux, `/spec/postBuild/substituteFrom/${index}/name`);
  return {
    source: { kind, name },
    message: `substitute from '${kind}/${name}' error: ${kind === 'Secret' ? 'secrets' : 'configmaps'} "${name}" not found`,
    missing: {
      code: 'flux/substitute-from-missing',
      message: `nothing in this repository makes ${kind} ${namespace}/${name}, which variables are read from`,
      help: `render it in namespace ${namespace}, set optional: true, or declare it under external: in validate.yaml`,
      ...(place !== undefined && { place }),
    } satisfies Problem,
  };
}

/** The steps that a substituted field gains: the variables in its text, as they are written, and where each is defined. */
export function substitutionSteps(before: string, variables: Variables): OriginStep[] {
  const written = new Map<string, string>();
  for (const [whole, dollars = '', name = ''] of before.matchAll(/(\$+)\{#?([_\p{L}\d]+)[^}\n]{0,80}\}?/gu)) if (dollars.length % 2 === 1 && !written.has(name)) written.set(name, whole.slice(dollars.length - 1));
  return [...written].map(([name, detail]) => {
    const place = variables.originOf(name)?.steps.find((step) => step.place !== undefined)?.place;
    return { kind: 'variable', name, ...(detail !== `\${${name}}` && { detail }), ...(place !== undefined && { place }) } satisfies OriginStep;
  });
}
