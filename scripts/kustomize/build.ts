import type { JsonObject } from '../model/json.ts';
import type { OriginOf } from '../model/origin.ts';
import type { Problem } from '../model/problem.ts';
import { isObject } from '../lib/json.ts';
import { encodeYaml } from '../lib/yaml/encode.ts';
import { toJson } from '../lib/yaml/index.ts';
import type { JsonProblem } from '../lib/yaml/index.ts';
import { accumulate } from './accumulate.ts';
import type { Accumulated } from './accumulate.ts';
import { BuildFailure, failBuild } from './failure.ts';
import type { KustomizeFs } from './files.ts';
import { settleAnnotations } from './generators.ts';
import { addHashes } from './hash.ts';
import { legacyOrder, sortResources } from './order.ts';
import type { BuildOptions } from './options.ts';
import { nameSpot, theOther } from './place.ts';
import { originsOf } from './origin.ts';
import { originKey, transformationsKey } from './provenance.ts';
import { fixReferences } from './references.ts';
import type { Resource } from './resource.ts';
import { currentId, idKey, idText, kindOf, nameOf, setScalar } from './resource.ts';
import { settleTexts } from './roundtrip.ts';
import { resolveVars } from './vars.ts';
import type { Spot } from './tree.ts';
import { asYaml, emptyMap, fieldAt, fieldOf, isNilOrEmpty, isNull, putField, removeField } from './tree.ts';

export interface BuiltResource {
  readonly object: JsonObject;
  /** The object as kustomize prints it (resource.AsYAML), made when asked for. */
  yaml(): string;
  readonly originOf: OriginOf;
}

export type BuildOutcome =
  | { readonly ok: true; readonly resources: readonly BuiltResource[]; readonly problems: readonly Problem[] }
  | {
      readonly ok: false;
      readonly problems: readonly Problem[];
      /** What this engine does not do: the binary has to build this one. Absent where the binary would fail too. */
      readonly unsupported?: string;
    };

/** Builds the kustomization of a folder (`dir` as in `KustomizeFs`), as `kustomize build` v5.8.1 does. Never throws. */
export function build(fs: KustomizeFs, dir: string, options: BuildOptions = {}): BuildOutcome {
  try {
    const accumulated = accumulate(fs, dir, options);
    return { ok: true, resources: finish(accumulated, options), problems: accumulated.problems };
  } catch (error) {
    if (error instanceof BuildFailure) return { ok: false, problems: [error.problem], ...(error.unsupported && { unsupported: error.problem.message }) };
    if (error instanceof RangeError) return { ok: false, problems: [{ code: 'kustomize/build-failed', message: `the kustomization in ${dir === '' ? 'the root' : dir} is nested too deeply` }] };
    throw error;
  }
}

function finish(accumulated: Accumulated, options: BuildOptions): BuiltResource[] {
  let { resources } = accumulated;
  addHashes(resources);
  fixReferences(resources, accumulated.config);
  resolveVars(resources, accumulated.vars, accumulated.config);
  resources = resources.filter((resource) => !isLocal(resource));
  failOnTwins(resources);
  if (accumulated.sortOptions !== undefined) resources = sortResources(resources, accumulated.sortOptions);
  else if (options.order === 'legacy') resources = sortResources(resources, legacyOrder);
  if (accumulated.managedBy !== undefined) for (const resource of resources) addManagedBy(resource, accumulated.managedBy);
  return resources.map((resource) => {
    removeBuildAnnotations(resource, accumulated.metadata);
    const object = objectOf(resource);
    return { object, yaml: () => encodeYaml(object), originOf: originsOf(resource) };
  });
}

/** Changes of names can have made two objects one. */
function failOnTwins(resources: readonly Resource[]): void {
  const seen = new Map<string, Resource>();
  for (const resource of resources) {
    const id = currentId(resource);
    const twin = seen.get(idKey(id));
    if (twin !== undefined) failBuild(`${idText(id)} is there twice after all changes of names`, nameSpot(resource), theOther(twin));
    seen.set(idKey(id), resource);
  }
}

/** `config.kubernetes.io/local-config`: input for other steps, never output. */
function isLocal(resource: Resource): boolean {
  if (isNilOrEmpty(resource.root)) return true;
  const node = fieldAt(resource.root, 'metadata', 'annotations', 'config.kubernetes.io/local-config');
  const value = node?.type === 'scalar' && !isNull(node) ? node.text : '';
  if (kindOf(resource) === '') failBuild('an object has lost its kind', resource.root);
  if (!kindOf(resource).endsWith('List') && nameOf(resource) === '') failBuild(`a ${kindOf(resource)} has lost its name`, resource.root);
  return node !== undefined && value !== 'false';
}

const buildAnnotations = [
  'internal.config.kubernetes.io/previousKinds', 'internal.config.kubernetes.io/previousNames', 'internal.config.kubernetes.io/prefixes', 'internal.config.kubernetes.io/suffixes',
  'internal.config.kubernetes.io/previousNamespaces', 'internal.config.kubernetes.io/allowNameChange', 'internal.config.kubernetes.io/allowKindChange', 'internal.config.kubernetes.io/refBy',
  'internal.config.kubernetes.io/generatorBehavior', 'internal.config.kubernetes.io/needsHashSuffix', 'internal.config.kubernetes.io/path', 'internal.config.kubernetes.io/index',
  'internal.config.kubernetes.io/seqindent', 'internal.config.kubernetes.io/id', 'internal.config.kubernetes.io/annotations-migration-resource-id',
  'config.kubernetes.io/path', 'config.kubernetes.io/index', 'config.k8s.io/id', 'internal.config.kubernetes.io/helm-generated',
];

function removeBuildAnnotations(resource: Resource, metadata: ReadonlySet<string>): void {
  const map = fieldAt(resource.root, 'metadata', 'annotations');
  if (map?.type === 'map') {
    for (const key of buildAnnotations) removeField(map, key);
    if (!metadata.has('originAnnotations')) removeField(map, originKey);
    if (!metadata.has('transformerAnnotations')) removeField(map, transformationsKey);
  }
  settleAnnotations(resource, true);
  // Lists need no metadata, but get it where Kustomize takes its own annotations away.
  const meta = fieldOf(resource.root, 'metadata');
  if (meta === undefined || isNull(meta)) putField(resource.root, 'metadata', emptyMap(resource.root));
}

function addManagedBy(resource: Resource, value: { readonly text: string; readonly spot: Spot }): void {
  const meta = fieldOf(resource.root, 'metadata');
  if (meta?.type !== 'map') return;
  let labels = fieldOf(meta, 'labels');
  if (labels === undefined || isNull(labels)) putField(meta, 'labels', (labels = emptyMap(meta)));
  if (labels.type === 'map') setScalar(labels, 'app.kubernetes.io/managed-by', value.text, '!!str', value.spot);
}

function objectOf(resource: Resource): JsonObject {
  const problems: JsonProblem[] = [];
  const { root } = resource;
  settleTexts(root, false, (key) => failBuild(`key "${key.text}" stands twice in ${idText(currentId(resource))}`, key, { code: 'yaml/duplicate-key' }));
  // At the top any scalar is a key, as Go decodes it into a text; further down only texts are.
  for (const item of root.items) if (item.key.style === 'plain' || item.key.tag !== '') item.key = { ...item.key, text: isNull(item.key) ? '' : item.key.text, style: 'double', tag: '' };
  const object = toJson(asYaml(root), 'kyaml', problems);
  const [problem] = problems;
  if (problem !== undefined) failBuild(`${idText(currentId(resource))}: ${problem.message}`, problem.node);
  return isObject(object) ? object : {};
}
