import type { Cluster } from '../model/cluster.ts';
import type { JsonObject } from '../model/json.ts';
import type { UnitId, UnitKind } from '../model/ids.ts';
import type { Manifest } from '../model/manifest.ts';
import type { OriginKind, OriginStep } from '../model/origin.ts';
import type { UnitResult } from '../model/unit.ts';
import { isObject } from '../lib/json.ts';
import { refOf } from '../lib/kubernetes/kind.ts';
import { get, text } from '../lib/read.ts';
import { unitKey, unitOf as fluxUnit } from '../lib/unit.ts';
import { originInFile } from '../lib/source-origin.ts';
import { parseYaml, toJson } from '../lib/yaml/index.ts';

/** A rule's README as the tester reads it. */
export interface Examples {
  /** Text before the first heading: what the rule finds. */
  readonly intro: string;
  readonly bad: readonly { readonly yaml: string; readonly findings: readonly string[] }[];
  readonly good: readonly string[];
  /** What `--fix` makes of the bad examples, in their order. */
  readonly fixed: readonly string[];
  readonly sections: readonly string[];
}

/**
 * Reads the examples of a rule's README: under `## Bad`, each YAML block is followed by a list of what is found in it,
 * one "`pointer`: message" a line; under `## Good` nothing is found, under `## Fixed` stand the bad ones as `--fix` leaves them.
 */
export function readExamples(readme: string): Examples {
  const [intro = '', ...rest] = readme.split(/^## /m);
  const bad: { yaml: string; findings: string[] }[] = [];
  const good: string[] = [];
  const fixed: string[] = [];
  const sections: string[] = [];
  for (const section of rest) {
    const title = section.slice(0, section.indexOf('\n')).trim();
    sections.push(title);
    if (title !== 'Bad' && title !== 'Good' && title !== 'Fixed') continue;
    const parts = section.split(/^```(?:yaml)?[^\S\n]*(?:\n|$)/m);
    for (let index = 1; index < parts.length; index += 2) {
      const yaml = parts[index]!;
      if (title === 'Good') good.push(yaml);
      else if (title === 'Fixed') fixed.push(yaml);
      else bad.push({ yaml, findings: [...(parts[index + 1] ?? '').matchAll(/^- (.*)$/gm)].map(([, line]) => line!) });
    }
  }
  return { intro: intro.trim(), bad, good, fixed, sections };
}

/**
 * A cluster of the documents of one YAML text; origins are lines of that text. All are of one unit, but for those whose
 * annotation `example-unit` names another (`HelmRelease/traefik/traefik`); `example-step` adds a step to the origin,
 * `example-substituted` the step of a variable that is written so.
 */
export function exampleCluster(yaml: string, options: Partial<Cluster> = {}): Cluster {
  const { documents, errors } = parseYaml(yaml, 'example.yaml');
  if (errors[0] !== undefined) throw new Error(`example is not YAML: ${errors[0].message}`);
  const manifests = documents.flatMap(({ root }): Manifest[] => {
    const object = root === undefined ? null : toJson(root, 'kyaml');
    if (root === undefined || !isObject(object)) return [];
    const step = text(object, 'metadata', 'annotations', 'example-step') as OriginKind | undefined;
    const written = originInFile(root);
    const originOf: Manifest['originOf'] = (pointer) => {
      const origin = written(pointer);
      return { ...origin, steps: [...origin.steps, ...(step === undefined ? [] : [{ kind: step }]), ...variableSteps(object)] };
    };
    return [{ object, unit: unitOf(object), originOf }];
  });
  return {
    name: 'example', kubernetesVersion: '1.35', profile: 'production', external: [], manifests,
    units: [{ id: { kind: 'Kustomization', namespace: 'flux-system', name: 'example' }, outcome: 'rendered', manifests, problems: [] }],
    ...options,
  };
}

/**
 * Base and head of one cluster from one text: what stands before the line `# head`, and behind it. Every Kustomization and
 * HelmRelease in it is a unit; its annotation `example-chart: name@version` says what it was rendered with, `example-failed: why`
 * that it was not rendered.
 */
export function exampleChange(yaml: string, options: Partial<Cluster> = {}): { readonly base: Cluster; readonly head: Cluster } {
  const at = /^# head$/m.exec(yaml);
  if (at === null) throw new Error('an example of a change has a line "# head" between base and head');
  // Lines of head are those of the whole text.
  const before = yaml.slice(0, at.index);
  return { base: withUnits(exampleCluster(before, options)), head: withUnits(exampleCluster(before.replace(/[^\n]+/g, '') + yaml.slice(at.index), options)) };
}

function withUnits(cluster: Cluster): Cluster {
  const declared = cluster.manifests.flatMap(({ object }): UnitResult[] => {
    const id = fluxUnit(refOf(object));
    if (id === undefined) return [];
    const annotation = (name: string) => text(object, 'metadata', 'annotations', name);
    const [chart, failed] = [annotation('example-chart'), annotation('example-failed')];
    const suspended = get(object, 'spec', 'suspend') === true;
    return [{
      id, manifests: [], problems: [], outcome: suspended ? 'suspended' : failed === undefined ? 'rendered' : 'failed',
      ...(failed !== undefined && { message: failed }), ...(chart !== undefined && { message: `Helm install succeeded for release x with chart ${chart}` }),
    }];
  });
  const units = [...cluster.units, ...declared].map((unit): UnitResult => ({ ...unit, manifests: cluster.manifests.filter((manifest) => unitKey(manifest.unit) === unitKey(unit.id)) }));
  return { ...cluster, units };
}

function unitOf(object: JsonObject): UnitId {
  const [kind = 'Kustomization', namespace = 'flux-system', name = 'example'] = text(object, 'metadata', 'annotations', 'example-unit')?.split('/') ?? [];
  return { kind: kind as UnitKind, namespace, name };
}

function variableSteps(object: JsonObject): OriginStep[] {
  const written = text(object, 'metadata', 'annotations', 'example-substituted');
  const name = written === undefined ? undefined : /^\$\{(\w+)/.exec(written)?.[1];
  return written === undefined || name === undefined ? [] : [{ kind: 'substitution' }, { kind: 'variable', name, ...(written !== `\${${name}}` && { detail: written }) }];
}
