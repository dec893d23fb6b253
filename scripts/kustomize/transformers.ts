import type { FieldSpec, TransformerConfig } from './config.ts';
import { makeSpec, mergeSpecs, readSpecs } from './config.ts';
import { failBuild, unsupported } from './failure.ts';
import type { Folder } from './folder.ts';
import { readNamed } from './folder.ts';
import { addHashes } from './hash.ts';
import { loadTree } from './load.ts';
import type { ReadYaml } from './patches.ts';
import { applyJsonEntry, applyPatch, applyStrategicEntries } from './patches.ts';
import { asText, boolField, intField, knownFields, listField, mapField, mapList, textField, textPairs } from './read.ts';
import { applyReplacements } from './replacements.ts';
import type { Resource } from './resource.ts';
import { asStruct, pluginShapes } from './structs.ts';
import type { NamespaceOptions } from './transform.ts';
import { addEntries, rename, setImage, setNamespace, setReplicas, subjectModes } from './transform.ts';
import type { KMap, KNode, KScalar, Spot } from './tree.ts';
import { fieldOf, isNull } from './tree.ts';
import { addValue } from './valueadd.ts';

/** A transformer with its configuration: what `buildMetadata` calls it, where it is written, and what it does. */
export interface Transformer {
  readonly kind: string;
  readonly spot: Spot;
  run(resources: readonly Resource[]): void;
}

/** The built-in transformers that the fields of a kustomization ask for, in Kustomize's order. */
export function transformersOf(root: KMap, folder: Folder, config: TransformerConfig): Transformer[] {
  const read: ReadYaml = (path, spot) => readNamed(folder, path, spot);
  const at = (field: string): KNode => fieldOf(root, field) ?? root;
  const found: Transformer[] = [];
  const add = (kind: string, spot: Spot, run: Transformer['run']): void => void found.push({ kind, spot, run });
  const merges = listField(root, 'patchesStrategicMerge');
  if (merges.length > 0) add('PatchStrategicMergeTransformer', at('patchesStrategicMerge'), (resources) => applyStrategicEntries(resources, merges, undefined, read, at('patchesStrategicMerge')));
  for (const entry of mapList(root, 'patches')) add('PatchTransformer', entry, (resources) => applyPatch(resources, entry, read, folder.problems));
  const namespace = textField(root, 'namespace');
  if (namespace !== '') add('NamespaceTransformer', at('namespace'), (resources) => setNamespace(resources, namespace, config.namespace, { kind: 'namespace', spot: at('namespace') }));
  for (const [field, kind] of [['namePrefix', 'PrefixTransformer'], ['nameSuffix', 'SuffixTransformer']] as const) {
    const affix = textField(root, field);
    if (affix !== '') add(kind, at(field), (resources) => rename(resources, affix, config[field], { kind: field, spot: at(field) }));
  }
  const labels = mapList(root, 'labels');
  const commonLabels = textPairs(root, 'commonLabels');
  for (const entry of labels) add('LabelTransformer', entry, (resources) => addEntries(resources, textPairs(entry, 'pairs'), labelSpecs(entry, config), 'label'));
  if (labels.length + commonLabels.length > 0) add('LabelTransformer', at('commonLabels'), (resources) => addEntries(resources, commonLabels, config.commonLabels, 'label'));
  const annotations = textPairs(root, 'commonAnnotations');
  if (annotations.length > 0) add('AnnotationsTransformer', at('commonAnnotations'), (resources) => addEntries(resources, annotations, config.commonAnnotations, 'annotation'));
  for (const entry of mapList(root, 'patchesJson6902')) add('PatchJson6902Transformer', entry, (resources) => applyJsonEntry(resources, entry, read));
  for (const entry of mapList(root, 'replicas')) add('ReplicaCountTransformer', entry, (resources) => scale(resources, entry, config.replicas));
  for (const entry of [...mapList(root, 'images'), ...mapList(root, 'imageTags')]) add('ImageTagTransformer', entry, (resources) => changeImage(resources, entry, config.images));
  const replacements = mapList(root, 'replacements');
  if (replacements.length > 0) add('ReplacementTransformer', at('replacements'), (resources) => applyReplacements(resources, replacements, read));
  return found;
}

function labelSpecs(entry: KMap, config: TransformerConfig): readonly FieldSpec[] {
  knownFields(entry, 'an entry of labels', ['pairs', 'includeSelectors', 'includeTemplates', 'fields']);
  const merge = (base: readonly FieldSpec[], more: readonly FieldSpec[]): readonly FieldSpec[] => mergeSpecs(base, more, fieldOf(entry, 'fields') ?? entry);
  const specs = merge(readSpecs(entry, 'fields').map(makeSpec), config.labels);
  if (boolField(entry, 'includeSelectors')) return merge(specs, config.commonLabels);
  const withTemplates = boolField(entry, 'includeTemplates') ? merge(specs, config.templateLabels) : specs;
  return merge(withTemplates, [makeSpec({ path: 'metadata/labels', create: true })]);
}

function scale(resources: readonly Resource[], entry: KMap, specs: readonly FieldSpec[]): void {
  knownFields(entry, 'an entry of replicas', ['name', 'count']);
  setReplicas(resources, textField(entry, 'name'), String(intField(entry, 'count')), specs, { kind: 'replica', spot: fieldOf(entry, 'count') ?? entry, name: textField(entry, 'name') });
}

function changeImage(resources: readonly Resource[], entry: KMap, specs: readonly FieldSpec[]): void {
  knownFields(entry, 'an entry of images', ['name', 'newName', 'newTag', 'tagSuffix', 'digest']);
  const text = (key: string): string => textField(entry, key);
  const spot = ['newTag', 'digest', 'tagSuffix', 'newName'].map((key) => fieldOf(entry, key)).find((node) => node !== undefined && !isNull(node)) ?? entry;
  setImage(resources, { name: text('name'), newName: text('newName'), newTag: text('newTag'), digest: text('digest'), tagSuffix: text('tagSuffix') }, specs, { kind: 'image', spot, name: text('name') });
}

/** The built-in transformers that an object of `transformers` can configure; its fields are those of `pluginShapes`. */
export type TransformerKind = Exclude<keyof typeof pluginShapes, 'ConfigMapGenerator' | 'SecretGenerator' | 'IAMPolicyGenerator'>;

/** What a configured transformer does to objects. */
export function pluginTransformer(kind: TransformerKind, config: KMap, folder: Folder): Transformer['run'] {
  const read: ReadYaml = (path, spot) => readNamed(folder, path, spot);
  const specs = readSpecs(config, 'fieldSpecs').map(makeSpec);
  switch (kind) {
    case 'AnnotationsTransformer': return withPairs(config, 'annotations', specs);
    case 'LabelTransformer': return withPairs(config, 'labels', specs);
    case 'HashTransformer': return addHashes;
    case 'ImageTagTransformer': {
      const entry = mapField(config, 'imageTag') ?? { ...config, items: [] };
      return (resources) => changeImage(resources, entry, specs);
    }
    case 'NamespaceTransformer': return withNamespace(config, specs);
    case 'PatchJson6902Transformer': return (resources) => applyJsonEntry(resources, config, read, 'jsonOp');
    case 'PatchStrategicMergeTransformer': {
      const inline = textField(config, 'patches') === '' ? undefined : (fieldOf(config, 'patches') as KScalar);
      return (resources) => applyStrategicEntries(resources, listField(config, 'paths'), inline, read, config);
    }
    case 'PatchTransformer': return (resources) => applyPatch(resources, config, read, folder.problems);
    case 'PrefixTransformer': return withAffixes(kind, config, ['prefix'], specs);
    case 'SuffixTransformer': return withAffixes(kind, config, ['suffix'], specs);
    case 'PrefixSuffixTransformer': return withAffixes(kind, config, ['prefix', 'suffix'], specs);
    case 'ReplacementTransformer': return (resources) => applyReplacements(resources, mapList(config, 'replacements'), read, true);
    case 'ReplicaCountTransformer': {
      const entry = mapField(config, 'replica') ?? { ...config, items: [] };
      return (resources) => scale(resources, entry, specs);
    }
    case 'ValueAddTransformer': return withValue(config, folder);
  }
}

function withPairs(config: KMap, field: 'labels' | 'annotations', specs: readonly FieldSpec[]): Transformer['run'] {
  const pairs = textPairs(config, field);
  return (resources) => addEntries(resources, pairs, specs, field === 'labels' ? 'label' : 'annotation');
}

function withNamespace(config: KMap, specs: readonly FieldSpec[]): Transformer['run'] {
  const meta = mapField(config, 'metadata');
  const namespace = meta === undefined ? '' : textField(meta, 'namespace');
  const mode = textField(config, 'setRoleBindingSubjects') || 'defaultOnly';
  if (!(subjectModes as readonly string[]).includes(mode)) failBuild(`setRoleBindingSubjects is one of ${subjectModes.map((each) => `"${each}"`).join(', ')}, not "${mode}"`, fieldOf(config, 'setRoleBindingSubjects'));
  const options: NamespaceOptions = { unsetOnly: boolField(config, 'unsetOnly'), subjects: mode as NonNullable<NamespaceOptions['subjects']> };
  return (resources) => setNamespace(resources, namespace, specs, { kind: 'namespace', spot: fieldOf(meta, 'namespace') ?? config }, options);
}

function withAffixes(kind: string, config: KMap, fields: readonly ('prefix' | 'suffix')[], specs: readonly FieldSpec[]): Transformer['run'] {
  const given = fieldOf(config, 'fieldSpecs');
  if (given === undefined || isNull(given)) failBuild(`a ${kind} needs "fieldSpecs"`, config);
  return (resources) => {
    for (const field of fields) rename(resources, textField(config, field), specs, { kind: field === 'prefix' ? 'namePrefix' : 'nameSuffix', spot: fieldOf(config, field) ?? config });
  };
}

function withValue(config: KMap, folder: Folder): Transformer['run'] {
  const targets = [...mapList(config, 'targets')];
  const path = textField(config, 'targetFilePath');
  if (path !== '') {
    const more = loadTree(readNamed(folder, path, fieldOf(config, 'targetFilePath') ?? config));
    const struct = more === undefined ? undefined : asStruct(more, pluginShapes.ValueAddTransformer);
    if (struct !== undefined && !isNull(struct)) targets.push(...(struct.type === 'map' ? mapList(struct, 'targets') : failBuild(`${path} holds no mapping with "targets"`, struct)));
  }
  if (targets.length === 0) failBuild('a ValueAddTransformer needs at least one target', config);
  const given = fieldOf(config, 'value');
  const value = (given === undefined ? '' : asText(given, 'value')).trim() || folder.dir.slice(folder.dir.lastIndexOf('/') + 1);
  if (value === '') unsupported('the name of the top folder as a value', config);
  return (resources) => addValue(resources, value, targets, { kind: 'replacement', spot: given ?? config });
}
