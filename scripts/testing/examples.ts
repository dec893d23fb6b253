import { parseAllDocuments, isScalar, LineCounter } from 'yaml';
import type { Cluster } from '../model/cluster.ts';
import type { JsonObject } from '../model/json.ts';
import type { UnitId, UnitKind } from '../model/ids.ts';
import type { Manifest } from '../model/manifest.ts';
import type { OriginKind } from '../model/origin.ts';
import { isObject, pointerTokens } from '../lib/json.ts';
import { text } from '../lib/read.ts';

/** A rule's README as the tester reads it. */
export interface Examples {
  /** Text before the first heading: what the rule finds. */
  readonly intro: string;
  readonly bad: readonly { readonly yaml: string; readonly findings: readonly string[] }[];
  readonly good: readonly string[];
  readonly sections: readonly string[];
}

/**
 * Reads the examples of a rule's README: under `## Bad`, each YAML block is followed by a list of what is found in it,
 * one "`pointer`: message" a line; under `## Good` nothing is found.
 */
export function readExamples(readme: string): Examples {
  const [intro = '', ...rest] = readme.split(/^## /m);
  const bad: { yaml: string; findings: string[] }[] = [];
  const good: string[] = [];
  const sections: string[] = [];
  for (const section of rest) {
    const title = section.slice(0, section.indexOf('\n')).trim();
    sections.push(title);
    if (title !== 'Bad' && title !== 'Good') continue;
    const parts = section.split(/^```(?:yaml)?\s*$/m);
    for (let index = 1; index < parts.length; index += 2) {
      const yaml = parts[index]!;
      if (title === 'Good') good.push(yaml);
      else bad.push({ yaml, findings: [...(parts[index + 1] ?? '').matchAll(/^- (.*)$/gm)].map(([, line]) => line!) });
    }
  }
  return { intro: intro.trim(), bad, good, sections };
}

/**
 * A cluster of the documents of one YAML text; origins are lines of that text. All are of one unit, but for those whose
 * annotation `example-unit` names another (`HelmRelease/traefik/traefik`); `example-step` adds a step to the origin.
 */
export function exampleCluster(yaml: string, options: Partial<Cluster> = {}): Cluster {
  const lines = new LineCounter();
  const manifests = parseAllDocuments(yaml, { lineCounter: lines }).flatMap((document): Manifest[] => {
    if ('errors' in document && document.errors.length > 0) throw new Error(`example is not YAML: ${document.errors[0]!.message}`);
    const object: unknown = document.toJS();
    if (!isObject(object)) return [];
    const originOf: Manifest['originOf'] = (pointer) => {
      const path = pointerTokens(pointer);
      while (path.length > 0 && !document.hasIn(path)) path.pop();
      const node = document.getIn(path, true);
      const range = isScalar(node) || (typeof node === 'object' && node !== null && 'range' in node) ? (node as { range?: [number, number, number] | null }).range : undefined;
      const { line, col } = lines.linePos(range?.[0] ?? 0);
      const step = text(object, 'metadata', 'annotations', 'example-step') as OriginKind | undefined;
      return { steps: [{ kind: 'resource', place: { file: 'example.yaml', line, column: col } }, ...(step === undefined ? [] : [{ kind: step }])], certainty: 'exact' };
    };
    return [{ object: object as JsonObject, unit: unitOf(object as JsonObject), originOf }];
  });
  return {
    name: 'example', kubernetesVersion: '1.35', profile: 'production', external: [], manifests,
    units: [{ id: { kind: 'Kustomization', namespace: 'flux-system', name: 'example' }, outcome: 'rendered', manifests, problems: [] }],
    ...options,
  };
}

function unitOf(object: JsonObject): UnitId {
  const [kind = 'Kustomization', namespace = 'flux-system', name = 'example'] = text(object, 'metadata', 'annotations', 'example-unit')?.split('/') ?? [];
  return { kind: kind as UnitKind, namespace, name };
}
