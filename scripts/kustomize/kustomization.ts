import type { JsonProblem } from '../lib/yaml/index.ts';
import { toJson } from '../lib/yaml/index.ts';
import { slipOf } from '../lib/suggest.ts';
import { failBuild } from './failure.ts';
import { knownFields, mapField, textField, textPairs } from './read.ts';
import type { KMap, KNode, Spot } from './tree.ts';
import { asYaml, fieldOf, isNilOrEmpty } from './tree.ts';

export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'] as const;

/** The fields of types.Kustomization (v5.8.1). */
const fields = [
  'kind', 'apiVersion', 'metadata', 'openapi', 'namePrefix', 'nameSuffix', 'namespace', 'commonLabels', 'labels', 'commonAnnotations', 'patchesStrategicMerge', 'patchesJson6902',
  'patches', 'images', 'imageTags', 'replacements', 'replicas', 'vars', 'sortOptions', 'resources', 'components', 'crds', 'bases', 'configMapGenerator', 'secretGenerator', 'helmGlobals',
  'helmCharts', 'helmChartInflationGenerator', 'generatorOptions', 'configurations', 'generators', 'transformers', 'validators', 'buildMetadata',
] as const;

export interface Kustomization {
  readonly root: KMap;
  readonly component: boolean;
  /** The name of its file, without the folder. */
  readonly fileName: string;
}

/** Checks what Kustomize checks before it starts: known fields, kind and apiVersion, that there is something to do. */
export function readKustomization(root: KNode | undefined, label: string, fileName: string, spot?: Spot): Kustomization {
  if (root === undefined || isNilOrEmpty(root)) return failBuild(`${label} is empty; it needs at least one field such as "resources"`, root ?? spot);
  if (root.type !== 'map') return failBuild(`${label} is a mapping with fields such as "resources"`, root);
  const problems: JsonProblem[] = [];
  toJson(asYaml(root), 'sigs', problems);
  const [problem] = problems;
  if (problem !== undefined) failBuild(problem.message, problem.node);
  const canonical: KMap = { ...root, items: [...root.items] };
  knownFields(canonical, label, fields);
  const kind = textField(canonical, 'kind');
  const component = kind === 'Component';
  if (kind !== '' && kind !== 'Kustomization' && !component) {
    const value = slipOf(kind, ['Kustomization', 'Component']);
    failBuild(`the kind of ${label} is "Kustomization" or "Component", not "${kind}"`, fieldOf(canonical, 'kind'), { fix: value === undefined ? undefined : { action: 'set', value } });
  }
  const apiVersion = textField(canonical, 'apiVersion');
  const wanted = component ? 'kustomize.config.k8s.io/v1alpha1' : 'kustomize.config.k8s.io/v1beta1';
  if (apiVersion !== '' && apiVersion !== wanted) failBuild(`the apiVersion of a ${component ? 'Component' : 'Kustomization'} is "${wanted}", not "${apiVersion}"`, fieldOf(canonical, 'apiVersion'), { fix: kind === '' ? undefined : { action: 'set', value: wanted } });
  if (canonical.items.every(({ key, value }) => key.text === 'kind' || key.text === 'apiVersion' || isEmptyField(value))) failBuild(`${label} is empty; it needs at least one field such as "resources"`, root);
  const meta = mapField(canonical, 'metadata');
  if (meta !== undefined) {
    knownFields(meta, 'metadata of a kustomization', ['name', 'namespace', 'labels', 'annotations']);
    for (const field of ['name', 'namespace']) textField(meta, field);
    for (const field of ['labels', 'annotations']) textPairs(meta, field);
  }
  return { root: canonical, component, fileName };
}

/** json.Decode leaves null, '' and missing lists alone; an empty list is a list that is there. */
function isEmptyField(value: KNode): boolean {
  return value.type === 'scalar' && (isNilOrEmpty(value) || value.text === '');
}
