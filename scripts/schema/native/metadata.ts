import { byteLength, checkLabels, checkText, maskTrailingDash, qualifiedName, type TextCheck } from './kit/names.ts';
import type { Node } from './kit/node.ts';

/**
 * metadata of any object.
 * Upstream: apimachinery pkg/api/validation/objectmeta.go; pkg/apis/core/validation/validation.go validateKubeFinalizerName.
 */
export interface MetadataRules {
  readonly name: TextCheck;
  readonly namespaced: boolean;
  /** The server makes a name where there is none. */
  readonly nameless?: boolean;
  /** Kinds of the core packages refuse finalizers without a domain; CRDs and some groups only warn. */
  readonly strictFinalizers?: boolean;
}

const annotationsLimit = 256 * 1024;

export function checkMetadata(object: Node, rules: MetadataRules): void {
  const meta = object.get('metadata');
  const generateName = meta.get('generateName');
  const name = meta.get('name');
  if (generateName.str !== '') checkText(generateName, (text) => rules.name(maskTrailingDash(text)));
  if (name.str !== '') checkText(name, rules.name);
  else if (generateName.str !== '') checkText(name, rules.name, generated(generateName.str));
  else if (rules.nameless !== true) name.required('write name or generateName');
  checkNamespace(meta.get('namespace'), rules.namespaced);
  checkLabels(meta.get('labels'));
  checkAnnotations(meta.get('annotations'));
  checkOwners(meta.get('ownerReferences'));
  checkFinalizers(meta.get('finalizers'), rules.strictFinalizers ?? true);
}

/** The kind of name that the server makes: as much of the prefix as fits, and five letters. Upstream: apiserver pkg/storage/names. */
const generated = (prefix: string): string => `${prefix.slice(0, 58)}xxxxx`;

/** A namespaced object without namespace gets the one of the request, so only the name itself can be wrong. */
function checkNamespace(namespace: Node, namespaced: boolean): void {
  if (!namespaced || namespace.str === '') return;
  checkText(namespace, (text) => (/^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/.test(text) && text.length <= 63 ? [] : ["must be lower case letters, digits and '-', at most 63, and start and end with a letter or digit"]));
}

export function checkAnnotations(annotations: Node): void {
  let size = 0;
  for (const [key, value] of annotations.entries()) {
    for (const problem of qualifiedName(key.toLowerCase())) annotations.invalid(problem, key);
    size += byteLength(key) + byteLength(value.str);
  }
  if (size > annotationsLimit) annotations.tooLong(annotationsLimit);
}

function checkOwners(owners: Node): void {
  let controller: string | undefined;
  for (const item of owners.items()) {
    const owner = item.named(owners);
    const [apiVersion, kind] = [item.get('apiVersion').str, item.get('kind').str];
    const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
    if (version === '' || apiVersion.split('/').length > 2) item.get('apiVersion').named(owners.as('apiVersion')).invalid('must name a version', apiVersion);
    for (const key of ['kind', 'name', 'uid']) if (item.get(key).str === '') item.get(key).named(owners.as(key)).invalid('must not be empty', '');
    if (apiVersion === 'v1' && kind === 'Event') owner.invalid('may not have an Event as owner', '');
    if (!item.get('controller').bool) continue;
    if (controller !== undefined) owner.invalid(`only one owner may be the controller; ${controller} is one already`, '');
    controller ??= `${kind}/${item.get('name').str}`;
  }
}

const standardFinalizers = new Set(['kubernetes', 'orphan', 'foregroundDeletion']);
function checkFinalizers(finalizers: Node, strict: boolean): void {
  let [orphan, foreground] = [false, false];
  for (const item of finalizers.items()) {
    const problems = qualifiedName(item.str);
    for (const problem of problems) item.named(finalizers).invalid(problem, item.str);
    if (strict && !item.str.includes('/') && !standardFinalizers.has(item.str))
      item.invalid('is no standard finalizer and has no domain; write one such as example.com/cleanup');
    orphan ||= item.str === 'orphan';
    foreground ||= item.str === 'foregroundDeletion';
  }
  if (orphan && foreground) finalizers.invalid('orphan and foregroundDeletion exclude each other', '');
}

/** Metadata of a template, where only labels and annotations may be written. Upstream: ValidateTemplateObjectMeta. */
export function checkClaimTemplateMetadata(meta: Node): void {
  checkAnnotations(meta.get('annotations'));
  checkLabels(meta.get('labels'));
  for (const key of ['name', 'generateName', 'namespace', 'uid', 'resourceVersion', 'generation', 'deletionGracePeriodSeconds', 'ownerReferences', 'finalizers', 'managedFields', 'creationTimestamp', 'deletionTimestamp', 'selfLink']) {
    const node = meta.get(key);
    if (node.present && node.value !== '' && node.value !== 0 && !(Array.isArray(node.value) && node.length === 0)) node.forbidden('cannot be set here');
  }
}
