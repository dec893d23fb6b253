import { byteLength, checkRequiredEnum, dns1035Label, dnsSubdomain, type TextCheck } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { checkClientConfig, checkReviewVersions } from '../webhooks.ts';
import { checkRootSchema } from './schema.ts';
import { checkContents } from './contents.ts';
import { checkStructural } from './structural.ts';

/**
 * CustomResourceDefinition.
 * Upstream: k8s.io/apiextensions-apiserver pkg/apis/apiextensions/validation/validation.go, v1/defaults.go.
 */
export function checkDefinition(object: Node): void {
  const [spec, name] = [object.get('spec'), object.get('metadata').get('name')];
  const [names, group] = [spec.get('names'), spec.get('group')];
  const wanted = `${names.get('plural').str}.${group.str}`;
  if (name.str !== '' && name.str !== wanted) name.invalid(`must be spec.names.plural and spec.group: ${wanted}`);
  if (group.str === '') group.required();
  else if (dnsSubdomain(group.str).length > 0) group.invalid(dnsSubdomain(group.str).join('; '));
  else if (!group.str.includes('.')) group.invalid('must be a domain with at least one dot');
  checkRequiredEnum(spec.get('scope'), ['Cluster', 'Namespaced']);
  if (spec.get('preserveUnknownFields').bool) spec.get('preserveUnknownFields').invalid('must be false; set x-kubernetes-preserve-unknown-fields: true in the schema instead');
  checkVersions(object, spec);
  checkNames(names);
  checkConversion(spec.get('conversion'));
  if (spec.get('preserveUnknownFields').bool && spec.get('conversion').get('strategy').str === 'Webhook') spec.get('conversion').get('strategy').invalid('needs preserveUnknownFields: false');
  checkApproval(object, group.str);
}

function checkVersions(object: Node, spec: Node): void {
  const versions = spec.get('versions');
  const shared = sharedFields(versions);
  const seen = new Set<string>();
  versions.items().forEach((version, index) => {
    const name = version.get('name');
    if (dns1035Label(name.str).length > 0) name.invalid(dns1035Label(name.str).join('; '), name.str);
    if (index === 0 && dns1035Label(name.str).length > 0) name.named(spec.as('version')).invalid(dns1035Label(name.str).join('; '), name.str);
    seen.add(name.str);
    checkDeprecation(version);
    checkVersion(version, spec, shared, index === 0);
  });
  if (seen.size < versions.length) versions.invalid('must have versions of different names', '');
  const stored = versions.items().filter((version) => version.get('storage').bool);
  if (stored.length !== 1) versions.invalid(`must have exactly one version with storage: true; ${stored.length} have it`, '');
  if (stored.length === 0) object.as('status', 'storedVersions').invalid('must have at least one stored version', '');
}

/** What all versions have alike: the server moves it to the top of the spec, and names it there. */
const movable = { schema: 'validation', subresources: 'subresources', additionalPrinterColumns: 'additionalPrinterColumns', selectableFields: 'selectableFields' } as const;
type Shared = ReadonlySet<string>;
function sharedFields(versions: Node): Shared {
  const text = (node: Node): string => (versions.length < 2 ? '' : (JSON.stringify(node.value, (_, value: unknown) => (typeof value === 'bigint' ? String(value) : value)) ?? ''));
  return new Set(Object.keys(movable).filter((key) => new Set(versions.items().map((version) => text(version.get(key)))).size === 1));
}
function checkVersion(version: Node, spec: Node, shared: Shared, first: boolean): void {
  /** The field under the path that the server has for it; undefined where another version's check covers it. */
  const moved = (key: keyof typeof movable): Node | undefined => {
    if (!shared.has(key)) return version.get(key);
    return first ? version.get(key).named(spec.as(movable[key])) : undefined;
  };
  if (!version.get('schema').has('openAPIV3Schema')) version.get('schema').get('openAPIV3Schema').required();
  const schema = moved('schema')?.get('openAPIV3Schema');
  if (schema?.present) {
    const before = schema.errorCount;
    checkRootSchema(schema, version.get('subresources').has('status'));
    if (schema.errorCount === before) checkStructural(schema);
    if (schema.errorCount === before) checkContents(schema);
  }
  checkSubresources(moved('subresources') ?? version.parsed(null));
  for (const column of moved('additionalPrinterColumns')?.items() ?? []) checkColumn(column);
  const fields = moved('selectableFields');
  if (fields !== undefined) checkSelectableFields(fields, version.get('schema').get('openAPIV3Schema'));
}

function checkDeprecation(version: Node): void {
  const warning = version.get('deprecationWarning');
  if (!warning.present) return;
  if (!version.get('deprecated').bool) warning.invalid('may only be given for a deprecated version');
  else if (warning.str === '') warning.invalid('must not be empty');
  else if (byteLength(warning.str) > 256) warning.invalid('must be no more than 256 characters');
  else if (/[\p{C}\p{Zl}\p{Zp}]/u.test(warning.str)) warning.invalid('must have printable characters only');
}

const kindName: TextCheck = (text) => dns1035Label(text.toLowerCase());
function checkNames(names: Node): void {
  const [plural, singular, kind, listKind] = ['plural', 'singular', 'kind', 'listKind'].map((key) => names.get(key)) as [Node, Node, Node, Node];
  if (plural.str === '') plural.required();
  if (kind.str === '') {
    kind.required();
    if (singular.str === '') singular.required();
    if (listKind.str === '') listKind.required();
  }
  for (const [node, check] of [[plural, dns1035Label], [singular, dns1035Label], [kind, kindName], [listKind, kindName]] as const) {
    const problems = node.str === '' ? [] : check(node.str);
    if (problems.length > 0) node.invalid(problems.join('; '));
  }
  // singular and listKind default from the kind
  if (singular.str === '' && kind.str !== '' && kindName(kind.str).length > 0) singular.invalid(kindName(kind.str).join('; '), kind.str.toLowerCase());
  if (listKind.str === '' && kind.str !== '' && kindName(`${kind.str}List`).length > 0) listKind.invalid(kindName(`${kind.str}List`).join('; '), `${kind.str}List`);
  for (const key of ['shortNames', 'categories']) for (const item of names.get(key).items()) if (dns1035Label(item.str).length > 0) item.invalid(dns1035Label(item.str).join('; '), item.str);
  if (kind.str !== '' && kind.str === listKind.str) listKind.invalid('may not be the same as kind');
}

function checkConversion(conversion: Node): void {
  if (!conversion.present) return;
  const [strategy, webhook] = [conversion.get('strategy'), conversion.get('webhook', 'webhookClientConfig')];
  checkRequiredEnum(strategy, ['None', 'Webhook']);
  const [config, versions] = [webhook.get('clientConfig', ''), webhook.get('conversionReviewVersions').named(conversion.as('conversionReviewVersions'))];
  if (strategy.str !== 'Webhook') {
    if (config.present) config.forbidden('may only be given with strategy Webhook');
    if (versions.length > 0) versions.forbidden('may only be given with strategy Webhook');
    return;
  }
  if (!config.present) webhook.required('strategy Webhook needs it');
  else checkClientConfig(config.named(webhook));
  checkReviewVersions(versions, ['v1', 'v1beta1']);
}

function simplePath(node: Node): boolean {
  if (node.str.startsWith('.')) return true;
  node.invalid("must be a path that starts with '.'");
  return false;
}
function checkSubresources(subresources: Node): void {
  const scale = subresources.get('scale');
  if (!scale.present) return;
  for (const [key, prefixes] of [['specReplicasPath', ['.spec.']], ['statusReplicasPath', ['.status.']], ['labelSelectorPath', ['.spec.', '.status.']]] as const) {
    const path = scale.get(key);
    if (path.str === '') {
      if (key !== 'labelSelectorPath') path.required();
    } else if (simplePath(path) && !prefixes.some((prefix) => path.str.startsWith(prefix))) path.invalid(`must be a path under ${prefixes.map((prefix) => prefix.slice(0, -1)).join(' or ')}`);
  }
}
const columnTypes = ['boolean', 'date', 'integer', 'number', 'string'];
const columnFormats = ['byte', 'date', 'date-time', 'double', 'float', 'int32', 'int64', 'password'];
function checkColumn(column: Node): void {
  const [name, type, format, path] = [column.get('name'), column.get('type'), column.get('format'), column.get('jsonPath', 'JSONPath')];
  if (name.str === '') name.required();
  if (type.str === '') type.required(`write one of ${columnTypes.join(', ')}`);
  else if (!columnTypes.includes(type.str)) type.invalid(`must be one of ${columnTypes.join(', ')}`);
  if (format.str !== '' && !columnFormats.includes(format.str)) format.invalid(`must be one of ${columnFormats.join(', ')}`);
  if (path.str === '') path.required();
  else simplePath(path);
}

function checkSelectableFields(fields: Node, schema: Node): void {
  if (fields.length === 0) return;
  if (!schema.present) return fields.invalid('need a schema', '');
  const seen = new Set<string>();
  for (const item of fields.items()) {
    const path = item.get('jsonPath');
    if (path.str === '') {
      path.required();
      continue;
    }
    const target = resolvePath(schema, path.str);
    if (target === undefined) {
      path.invalid('is no path to a field of the schema');
      continue;
    }
    if (/^\.metadata\b/.test(path.str)) path.invalid('must not point to fields of metadata');
    if (!['string', 'boolean', 'integer'].includes(target.get('type').str)) path.invalid('must point to a field of type string, boolean or integer');
    if (seen.has(path.str)) path.duplicate();
    seen.add(path.str);
  }
  if (seen.size > 8) fields.tooMany(8, seen.size);
}
function resolvePath(schema: Node, path: string): Node | undefined {
  let at = schema;
  for (const match of path.matchAll(/\.([a-zA-Z_][a-zA-Z0-9_-]*)|\['((?:[^'\\]|\\.)*)'\]|(.)/gs)) {
    const key = match[1] ?? match[2];
    if (key === undefined) return undefined;
    at = at.get('properties').get(key);
    if (!at.present) return undefined;
  }
  return at === schema ? undefined : at;
}

/** Groups of Kubernetes itself need an approval. Upstream: apihelpers.IsProtectedCommunityGroup. */
function checkApproval(object: Node, group: string): void {
  if (!/(^|\.)(k8s\.io|kubernetes\.io)$/.test(group)) return;
  const annotation = object.get('metadata').get('annotations').key('api-approved.kubernetes.io');
  if (annotation.str === '') annotation.required('groups under k8s.io and kubernetes.io need the URL of their approval');
  else if (!annotation.str.startsWith('unapproved') && !/^[a-zA-Z][a-zA-Z0-9+.-]*:\/\/[^/]+/.test(annotation.str)) annotation.invalid("must be the URL of the approval, or start with 'unapproved'");
}
