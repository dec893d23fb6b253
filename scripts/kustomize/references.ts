import type { FieldSpec, TransformerConfig } from './config.ts';
import { failBuild } from './failure.ts';
import { visitSpec } from './fieldspec.ts';
import type { Resource, ResId } from './resource.ts';
import { currentId, effectiveNamespace, idText, isSelected, kindOf, nameOf, namespaceOf, originalId, previousIds, setScalar } from './resource.ts';
import type { Step } from './steps.ts';
import { stepSpot } from './steps.ts';
import type { KMap, KScalar } from './tree.ts';
import { fieldAt, fieldOf, isNull, itemOf, scalar, settled, tagOf } from './tree.ts';

interface Candidates {
  /** By each name that an object had before. */
  readonly byName: ReadonlyMap<string, readonly Resource[]>;
  readonly all: readonly Resource[];
}

/** nameReferenceTransformer: fields that name an object get the name that it has now. */
export function fixReferences(resources: readonly Resource[], config: TransformerConfig): void {
  const byName = new Map<string, Resource[]>();
  for (const resource of resources) {
    for (const name of new Set(resource.previous.map((id) => id.name))) {
      const list = byName.get(name);
      if (list === undefined) byName.set(name, [resource]);
      else list.push(resource);
    }
  }
  for (const resource of resources) checkSubjects(resource);
  const candidates: Candidates = { byName, all: resources };
  const originals = resources.map(originalId);
  for (const reference of config.nameReference) {
    for (const spec of reference.fieldSpecs) {
      for (let i = 0; i < resources.length; i++) {
        const referrer = resources[i] as Resource;
        if (isSelected(originals[i] as ResId, spec)) updateField(referrer, spec, reference, candidates);
      }
    }
  }
}

type Target = { readonly group?: string; readonly version?: string; readonly kind?: string };

function updateField(referrer: Resource, spec: FieldSpec, target: Target, candidates: Candidates): void {
  // The spec was matched against the original kind; the field is looked up whatever the kind is now.
  visitSpec(referrer, { path: spec.path, parts: spec.parts, create: false }, undefined, (slot) => {
    const node = slot.value;
    if (isNull(node)) return;
    const one = (value: KScalar): KScalar => {
      const referral = choose(value.text, candidates.byName.get(value.text) ?? [], referrer, spec, target, false);
      if (referral === undefined || nameOf(referral) === value.text) return value;
      return settled(scalar(nameOf(referral), '', 'plain', nameSpot(referral, value)), '', value);
    };
    if (node.type === 'scalar') slot.set(one(node));
    else if (node.type === 'map') updateMapping(node, referrer, spec, target, candidates);
    else {
      node.items = node.items.map((item) => {
        if (isNull(item)) return item;
        if (item.type === 'scalar') return one(item);
        if (item.type === 'seq') return failBuild(`a name is expected here, in ${spec.path}`, item);
        updateMapping(item, referrer, spec, target, candidates);
        return item;
      });
    }
  });
}

/** The reference's place stays the first thing to edit; what the object is called now is the step behind it. */
function nameSpot(referral: Resource, before: KScalar): ReturnType<typeof stepSpot> {
  const name = fieldAt(referral.root, 'metadata', 'name');
  const step: Step = { kind: 'nameReference', spot: before, name: idText(currentId(referral)) };
  return stepSpot(step, before, name?.type === 'scalar' ? name : undefined);
}

function updateMapping(node: KMap, referrer: Resource, spec: FieldSpec, target: Target, candidates: Candidates): void {
  const nameItem = itemOf(node, 'name');
  if (nameItem === undefined) return failBuild(`a mapping with "name" is expected here, in ${spec.path} of ${idText(currentId(referrer))}`, node);
  const oldName = nameItem.value.type === 'scalar' ? nameItem.value.text : '';
  const namespace = fieldOf(node, 'namespace');
  let list = candidates.byName.get(oldName) ?? [];
  if (namespace?.type === 'scalar') {
    const original = list.filter((each) => effectiveNamespace(originalId(each)) === namespace.text && !originalId(each).clusterScoped);
    // Whether any object is in that namespace decides, not only those of this name.
    const known = candidates.all.some((each) => !originalId(each).clusterScoped && effectiveNamespace(originalId(each)) === namespace.text && couldRefer(referrer, each));
    list = known ? original : list.filter((each) => !currentId(each).clusterScoped && effectiveNamespace(currentId(each)) === namespace.text);
  }
  const referral = choose(oldName, list, referrer, spec, target, true);
  if (referral === undefined) return;
  const name = nameOf(referral);
  const itsNamespace = namespaceOf(referral);
  if (name === oldName && itsNamespace === '') return;
  const before = nameItem.value;
  if (before.type === 'scalar') nameItem.value = settled(scalar(name, '', 'plain', name === oldName ? before : nameSpot(referral, before)), '', before);
  if (itsNamespace === '') return;
  const there = fieldAt(referral.root, 'metadata', 'namespace');
  setScalar(node, 'namespace', itsNamespace, '', there?.type === 'scalar' ? there : undefined);
}

/** SubsetThatCouldBeReferencedByResource. */
function couldRefer(referrer: Resource, candidate: Resource): boolean {
  const from = currentId(referrer);
  if (from.clusterScoped) return true;
  const id = currentId(candidate);
  if (id.clusterScoped || effectiveNamespace(id) === effectiveNamespace(from)) return true;
  return kindOf(referrer) === 'RoleBinding' && boundNamespaces(referrer).has(namespaceOf(candidate));
}

function boundNamespaces(binding: Resource): ReadonlySet<string> {
  const found = new Set<string>();
  const subjects = fieldOf(binding.root, 'subjects');
  if (subjects?.type !== 'seq') return found;
  for (const subject of subjects.items) {
    const kind = fieldOf(subject, 'kind');
    const namespace = fieldOf(subject, 'namespace');
    if (kind?.type === 'scalar' && kind.text === 'ServiceAccount' && namespace?.type === 'scalar') found.add(namespace.text);
  }
  return found;
}

/** Kustomize reads the namespaces of a RoleBinding's subjects before anything else, and takes texts only. */
function checkSubjects(resource: Resource): void {
  if (kindOf(resource) !== 'RoleBinding') return;
  const subjects = fieldOf(resource.root, 'subjects');
  if (subjects?.type !== 'seq') return;
  for (const subject of subjects.items) {
    const kind = fieldOf(subject, 'kind');
    const namespace = fieldOf(subject, 'namespace');
    if (namespace === undefined || kind?.type !== 'scalar' || kind.text !== 'ServiceAccount') continue;
    if (namespace.type !== 'scalar' || tagOf(namespace) !== '!!str') failBuild(`the namespace of a subject of ${idText(currentId(resource))} is no text`, namespace);
  }
}

function choose(oldName: string, named: readonly Resource[], referrer: Resource, spec: FieldSpec, target: Target, withNamespace: boolean): Resource | undefined {
  if (named.length === 0) return undefined;
  const from = currentId(referrer);
  const roleRef = spec.path.endsWith('roleRef/name') ? roleOf(referrer) : undefined;
  let list = named.filter((each) => {
    if (!couldRefer(referrer, each)) return false;
    const before = previousIds(each);
    if (!before.some((id) => isSelected(id, target))) return false;
    if (roleRef !== undefined && !before.some((id) => isSelected(id, roleRef))) return false;
    const id = currentId(each);
    return from.clusterScoped || id.clusterScoped || id.kind === 'ServiceAccount' || effectiveNamespace(id) === effectiveNamespace(from);
  });
  if (list.length <= 1) return list[0];
  list = list.filter((each) => sameAffixes(each, referrer, true));
  if (list.length > 1) list = list.filter((each) => sameAffixes(each, referrer, false));
  const [first] = list;
  if (first === undefined || list.length === 1) return first;
  const same = list.every((each) => nameOf(each) === nameOf(first) && (!withNamespace || namespaceOf(each) === namespaceOf(first)));
  if (same) return first;
  const ids = list.map((each) => idText(currentId(each))).join(', ');
  return failBuild(`"${oldName}" in ${spec.path} of ${idText(from)} could mean several objects: ${ids}`, referrer.root);
}

function roleOf(referrer: Resource): Target | undefined {
  const group = fieldAt(referrer.root, 'roleRef', 'apiGroup');
  const kind = fieldAt(referrer.root, 'roleRef', 'kind');
  return group?.type === 'scalar' && kind?.type === 'scalar' ? { group: group.text, kind: kind.text } : undefined;
}

function sameEnding(a: readonly string[], b: readonly string[]): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a];
  if (short.length === 0) return long.length === 0;
  return short.every((value, i) => long[long.length - short.length + i] === value);
}

function sameAffixes(a: Resource, b: Resource, allowEmpty: boolean): boolean {
  const same = (x: readonly string[], y: readonly string[]): boolean => (allowEmpty && (x.length === 0 || y.length === 0)) || sameEnding(x, y);
  return same(a.prefixes, b.prefixes) && same(a.suffixes, b.suffixes);
}
