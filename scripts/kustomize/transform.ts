import { compileRe2 } from '../lib/re2.ts';
import type { FieldSpec } from './config.ts';
import { failBuild } from './failure.ts';
import type { Slot } from './fieldspec.ts';
import { visitSpec, visitSpecs } from './fieldspec.ts';
import { byBytes } from '../lib/by-bytes.ts';
import { nameSpot, theOther } from './place.ts';
import type { Resource } from './resource.ts';
import { apiVersionOf, currentId, forgetId, idKey, idText, isSelected, kindOf, metaMap, originalId, previousIds, storePreviousId } from './resource.ts';
import type { Step } from './steps.ts';
import { isStep, stepScalar } from './steps.ts';
import type { KItem, KMap, KNode, KScalar } from './tree.ts';
import { emptyMap, fieldOf, isNilOrEmpty, isNull, itemOf, scalar, settled } from './tree.ts';

/** Puts a scalar in the place of another one, as kyaml's FieldSetter without a name. */
function replaceScalar(slot: Slot, text: string, tag: string, step: Step, keepsBefore: boolean): void {
  const { value } = slot;
  if (value.type !== 'scalar') failBuild(`the ${step.kind} would replace ${value.type === 'map' ? 'a mapping' : 'a list'}, not a plain value`, value);
  slot.set(settled(stepScalar(text, tag, step, keepsBefore ? value : undefined), tag, value));
}

/**
 * Sets the key of `made` in a mapping; labels, annotations. Where the key is new, the mappings of one object share the
 * item, as they share the node in Go: what changes one of them later changes them all.
 */
function setEntry(map: KMap, made: KItem): void {
  const item = itemOf(map, made.key.text);
  if (item === undefined) map.items.push(made);
  else if (made.value.type === 'scalar') item.value = settled(made.value, '!!str', item.value);
}

/** Pairs of `labels`, `commonLabels` or `commonAnnotations`, with the scalars that hold them. */
export type Pairs = readonly { readonly key: string; readonly value: KScalar }[];

export function addEntries(resources: readonly Resource[], pairs: Pairs, specs: readonly FieldSpec[], kind: 'label' | 'annotation'): void {
  const sorted = pairs.toSorted((a, b) => byBytes(a.key, b.key));
  for (const resource of resources) {
    for (const { key, value } of sorted) {
      const made: KItem = { key: scalar(key, '', 'plain', value), value: settled(stepScalar(value.text, '!!str', { kind, spot: value, name: key }), '!!str', undefined) };
      visitSpecs(resource, specs, 'map', (slot) => {
        const node = slot.value;
        if (isNull(node)) {
          const map = emptyMap(node);
          slot.set(map);
          setEntry(map, made);
        } else if (node.type === 'map') setEntry(node, made);
        else failBuild(`the ${kind} ${key} needs a mapping here`, node);
      });
    }
  }
}

const isBinding = (kind: string): boolean => kind === 'RoleBinding' || kind === 'ClusterRoleBinding';

/** Which subjects of role bindings get the namespace. */
export const subjectModes = ['defaultOnly', 'none', 'allServiceAccounts'] as const;

export interface NamespaceOptions {
  /** Only where there is none yet. */
  readonly unsetOnly?: boolean;
  readonly subjects?: (typeof subjectModes)[number];
}

/** NamespaceTransformer. */
export function setNamespace(resources: readonly Resource[], namespace: string, specs: readonly FieldSpec[], step: Step, options: NamespaceOptions = {}): void {
  if (namespace === '') return;
  const counts = new Map<string, number>();
  for (const resource of resources) counts.set(idKey(currentId(resource)), (counts.get(idKey(currentId(resource))) ?? 0) + 1);
  for (const resource of resources) {
    if (isNilOrEmpty(resource.root) || metaMap(resource, 'annotations').get('internal.config.kubernetes.io/helm-generated') === 'true') continue;
    const before = idKey(currentId(resource));
    storePreviousId(resource);
    setNamespaceOf(resource, namespace, specs, step, options);
    const after = idKey(currentId(resource));
    counts.set(before, (counts.get(before) ?? 1) - 1);
    counts.set(after, (counts.get(after) ?? 0) + 1);
    if ((counts.get(after) ?? 0) > 1) {
      const twin = resources.find((other) => other !== resource && idKey(currentId(other)) === after);
      failBuild(`the namespace ${namespace} gives two objects the same id, ${idText(currentId(resource))}`, nameSpot(resource) ?? resource.root, twin === undefined ? {} : theOther(twin));
    }
  }
}

const namespaceSpec: FieldSpec = { path: 'metadata/namespace', parts: ['metadata', 'namespace'], create: true };

/** api/filters/namespace, for one object. */
export function setNamespaceOf(resource: Resource, namespace: string, specs: readonly FieldSpec[], step: Step, options: NamespaceOptions = {}): void {
  const apiVersion = apiVersionOf(resource);
  const kind = kindOf(resource);
  const set = (slot: Slot): void => {
    const { value } = slot;
    if (options.unsetOnly === true && value.type === 'scalar' && !isNull(value) && value.text !== '') return;
    replaceScalar({ value: isNull(value) ? scalar('', '', 'plain', value) : value, set: slot.set }, namespace, '!!str', step, false);
  };
  if (!currentId(resource).clusterScoped) visitSpec(resource, namespaceSpec, 'scalar', set);
  if (isBinding(kind)) bindSubjects(resource, set, options.subjects ?? 'defaultOnly');
  for (const spec of specs) {
    if (spec.path === 'metadata/namespace' || (apiVersion !== 'v1' && spec.path === 'metadata/name')) continue;
    if (isBinding(kind) && isBinding(spec.kind ?? '') && spec.path === 'subjects/namespace') continue;
    visitSpec(resource, spec, 'scalar', set);
  }
  forgetId(resource);
}

function bindSubjects(resource: Resource, set: (slot: Slot) => void, mode: NonNullable<NamespaceOptions['subjects']>): void {
  if (mode === 'none') return;
  const subjects = fieldOf(resource.root, 'subjects');
  if (subjects === undefined || isNull(subjects)) return;
  if (subjects.type !== 'seq') return failBuild('subjects are a list', subjects);
  const [key, wanted] = mode === 'defaultOnly' ? ['name', 'default'] : ['kind', 'ServiceAccount'];
  for (const subject of subjects.items) {
    if (subject.type !== 'map') continue;
    const found = fieldOf(subject, key as string);
    if (found?.type !== 'scalar' || found.text !== wanted) continue;
    let item = itemOf(subject, 'namespace');
    if (item === undefined) subject.items.push((item = { key: scalar('namespace', '', 'plain', subject), value: scalar('', '', 'plain', subject) }));
    const slot = item;
    set({ value: slot.value, set: (value) => void (slot.value = value) });
  }
}

const neverRenamed = [{ kind: 'CustomResourceDefinition' }, { group: 'apiregistration.k8s.io', kind: 'APIService' }, { kind: 'Namespace' }];

/** PrefixTransformer and SuffixTransformer. */
export function rename(resources: readonly Resource[], affix: string, specs: readonly FieldSpec[], step: Step): void {
  const prefix = step.kind === 'namePrefix';
  for (const resource of resources) {
    const original = originalId(resource);
    if (neverRenamed.some((selector) => isSelected(original, selector))) continue;
    for (const spec of specs) {
      if (!isSelected(original, spec)) continue;
      if (spec.path === 'metadata/name') {
        if (affix !== '') {
          (prefix ? resource.prefixes : resource.suffixes).push(affix);
          storePreviousId(resource);
        }
      }
      visitSpec(resource, spec, 'scalar', (slot) => {
        const old = slot.value.type === 'scalar' ? slot.value.text : '';
        replaceScalar(slot, prefix ? affix + old : old + affix, '', step, true);
      });
      forgetId(resource);
    }
  }
}

/** One entry of `replicas`. */
export function setReplicas(resources: readonly Resource[], name: string, count: string, specs: readonly FieldSpec[], step: Step): void {
  let found = false;
  for (const spec of specs) {
    for (const resource of resources) {
      const matches = [...previousIds(resource), currentId(resource)].some((id) => id.name === name && isSelected(id, spec));
      if (!matches || isNilOrEmpty(resource.root)) continue;
      found = true;
      visitSpec(resource, spec, 'scalar', (slot) => replaceScalar(slot, count, '!!int', step, false));
    }
  }
  if (!found) {
    const kinds = [...new Set(specs.map((spec) => spec.kind ?? ''))].join(', ');
    failBuild(`no object named "${name}" has replicas to set; looked for ${kinds}`, step.spot);
  }
}

/** One entry of `images`. */
export interface ImageChange {
  readonly name: string;
  readonly newName: string;
  readonly newTag: string;
  readonly digest: string;
  readonly tagSuffix: string;
}

/** image.Split: `registry:5000/name:tag@digest`. */
function splitImage(image: string): { name: string; tag: string; digest: string } {
  const slash = image.indexOf('/');
  const offset = slash > 0 ? slash : 0;
  const search = image.slice(offset);
  const at = search.indexOf('@');
  const colon = search.indexOf(':');
  if (at < 0 && colon < 0) return { name: image, tag: '', digest: '' };
  if (at >= 0 && (at < colon || colon < 0)) return { name: image.slice(0, offset + at), tag: '', digest: image.slice(offset + at + 1) };
  if (at >= 0) return { name: image.slice(0, offset + colon), tag: image.slice(offset + colon + 1, offset + at), digest: image.slice(offset + at + 1) };
  return { name: image.slice(0, offset + colon), tag: image.slice(offset + colon + 1), digest: '' };
}

function imageMatcher(name: string, step: Step): (image: string) => boolean {
  if (/^[\w/:-]*$/.test(name)) {
    const rest = /^(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$/;
    return (image) => image.startsWith(name) && rest.test(image.slice(name.length));
  }
  try {
    const regex = compileRe2(`^${name}(:[a-zA-Z0-9_.{}-]*)?(@sha256:[a-zA-Z0-9_.{}-]*)?$`);
    return (image) => regex.matcher(image).find();
  } catch {
    return failBuild(`"${name}" is no regular expression of Go, as which Kustomize takes the name of an image`, step.spot);
  }
}

/** ImageTagTransformer: all lists of containers wherever they are, then the field specs. */
export function setImage(resources: readonly Resource[], change: ImageChange, specs: readonly FieldSpec[], step: Step): void {
  const matches = imageMatcher(change.name, step);
  const update = (slot: Slot): void => {
    const { value } = slot;
    if (value.type !== 'scalar') failBuild('an image is a plain value', value);
    if (value.type !== 'scalar' || !matches(value.text)) return;
    const image = splitImage(value.text);
    const name = change.newName !== '' ? change.newName : image.name;
    let { tag, digest } = image;
    if (change.newTag !== '' || change.digest !== '') ({ newTag: tag, digest } = change);
    else if (change.tagSuffix !== '') {
      tag += change.tagSuffix;
      digest = '';
    }
    const text = `${name}${tag === '' ? '' : `:${tag}`}${digest === '' ? '' : `@${digest}`}`;
    // A container's image is met twice: as a list of containers, and by its field spec.
    if (text === value.text && isStep(value.source) && value.source.step === 'image' && value.source.base === step.spot.source && value.start === step.spot.start) return;
    replaceScalar(slot, text, '', step, true);
  };
  for (const resource of resources) {
    if (kindOf(resource) === 'CustomResourceDefinition') continue;
    walkContainers(resource.root, update);
    visitSpecs(resource, specs, undefined, update);
  }
}

function walkContainers(node: KNode, update: (slot: Slot) => void): void {
  if (node.type === 'seq') for (const item of node.items) walkContainers(item, update);
  if (node.type !== 'map') return;
  for (const { key, value } of node.items) {
    if (value.type === 'scalar') continue;
    walkContainers(value, update);
    if ((key.text !== 'containers' && key.text !== 'initContainers') || value.type !== 'seq') continue;
    for (const container of value.items) {
      if (isNull(container)) continue;
      if (container.type !== 'map') failBuild('a container is a mapping', container);
      const item = itemOf(container, 'image');
      if (item !== undefined) update({ value: item.value, set: (changed) => void (item.value = changed) });
    }
  }
}
