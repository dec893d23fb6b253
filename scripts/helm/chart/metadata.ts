import { posix } from 'node:path';
import { getKey, isObject } from '../../lib/json.ts';
import type { Json, JsonObject } from '../../model/json.ts';
import type { ChartDependency, ChartMaintainer, ChartMetadata } from '../types.ts';
import { readYaml } from '../values/goYaml.ts';
import { goKind } from '../values/load.ts';
import { isVersion } from './version.ts';

export type MetadataResult = { readonly ok: true; readonly metadata: ChartMetadata } | { readonly ok: false; readonly error: string; readonly line?: number };

/** Fields of which Go wants text: a number there becomes its spelling (`appVersion: 1.10` is "1.1"). */
const textLists = new Set(['sources', 'keywords', 'annotations']);
const textFields = new Set(['name', 'home', 'version', 'description', 'icon', 'apiversion', 'condition', 'tags', 'appversion', 'kubeversion', 'type']);
export const dependencyTexts: ReadonlySet<string> = new Set(['name', 'version', 'repository', 'condition', 'alias']);

function wantsText(path: readonly string[]): boolean {
  const [first = '', , third = '', fourth] = path.map((key) => key.toLowerCase());
  if (path.length === 1) return textFields.has(first);
  if (path.length === 2) return textLists.has(first);
  if (first === 'maintainers') return path.length === 3;
  return first === 'dependencies' && (path.length === 3 ? dependencyTexts.has(third) : third === 'tags' && fourth !== undefined);
}

/** Reads Chart.yaml (and requirements.yaml, whose dependencies it holds for v1 charts) over what is known so far. */
export function readMetadata(text: string, file: string, before?: ChartMetadata): MetadataResult {
  const read = readYaml(text, wantsText);
  if (!read.ok) return { ok: false, error: `cannot load ${file}: ${read.error}`, ...(read.line === undefined ? {} : { line: read.line }) };
  const { value } = read;
  if (value !== null && !isObject(value)) return wrong(file, value, 'v2.Metadata');
  try {
    return { ok: true, metadata: metadataOf(value ?? {}, before) };
  } catch (error) {
    if (error instanceof FieldError) return { ok: false, error: `cannot load ${file}: error unmarshaling JSON: while decoding JSON: json: ${error.message}` };
    throw error;
  }
}

/** Carries a field of the wrong type out of the decoding; never leaves this folder. */
export class FieldError extends Error {}

function wrong(file: string, value: Json, type: string): MetadataResult {
  return { ok: false, error: `cannot load ${file}: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${goKind(value)} into Go value of type ${type}` };
}

function metadataOf(source: JsonObject, before: ChartMetadata | undefined): ChartMetadata {
  const field = fieldsOf(source);
  const annotations = field('annotations');
  if (annotations !== undefined && annotations !== null && !isObject(annotations)) throw mismatch(annotations, 'Metadata.annotations', 'map[string]string');
  const text = (key: keyof ChartMetadata & string): string => textOf(field(key), `Metadata.${key}`, before?.[key] as string | undefined);
  const list = (key: string): string[] => listOf(field(key), `Metadata.${key}`, '[]string').map((item) => textOf(item, `Metadata.${key}`));
  const deprecated = field('deprecated');
  if (deprecated !== undefined && deprecated !== null && typeof deprecated !== 'boolean') throw mismatch(deprecated, 'Metadata.deprecated', 'bool');
  const apiVersion = text('apiVersion');
  return {
    name: text('name'),
    home: text('home'),
    sources: field('sources') === undefined && before ? before.sources : list('sources'),
    version: text('version'),
    description: text('description'),
    keywords: field('keywords') === undefined && before ? before.keywords : list('keywords'),
    maintainers: field('maintainers') === undefined && before ? before.maintainers : listOf(field('maintainers'), 'Metadata.maintainers', '[]*v2.Maintainer').map(maintainerOf),
    icon: text('icon'),
    apiVersion: apiVersion === '' ? 'v1' : apiVersion,
    condition: text('condition'),
    tags: text('tags'),
    appVersion: text('appVersion'),
    deprecated: deprecated ?? before?.deprecated ?? false,
    annotations: annotations === undefined ? (before?.annotations ?? null) : annotations === null ? null : textsOf(annotations),
    kubeVersion: text('kubeVersion'),
    dependencies: field('dependencies') === undefined && before ? before.dependencies : listOf(field('dependencies'), 'Metadata.dependencies', '[]*v2.Dependency').map((one) => dependencyOf(one, 'Metadata')),
    type: text('type'),
  };
}

/** encoding/json takes a field's name in any case; of several the last counts, and they come sorted. */
export function fieldsOf(source: JsonObject): (key: string) => Json | undefined {
  return (key) => {
    const name = Object.keys(source).filter((one) => one.toLowerCase() === key.toLowerCase()).sort().at(-1);
    return name === undefined ? undefined : getKey(source, name);
  };
}

const mismatch = (value: Json, field: string, type: string): FieldError => new FieldError(`cannot unmarshal ${goKind(value)} into Go struct field ${field} of type ${type}`);

export function textOf(value: Json | undefined, field: string, otherwise = ''): string {
  if (value === undefined || value === null) return otherwise;
  if (typeof value !== 'string') throw mismatch(value, field, 'string');
  return value;
}

export function listOf(value: Json | undefined, field: string, type: string): Json[] {
  if (value === undefined || value === null) return [];
  if (!Array.isArray(value)) throw mismatch(value, field, type);
  return value;
}

function textsOf(source: JsonObject): Record<string, string> {
  const texts: Record<string, string> = Object.create(null) as Record<string, string>;
  for (const [key, value] of Object.entries(source)) texts[key] = textOf(value, 'Metadata.annotations');
  return texts;
}

/** Null in a list, which is refused when all is checked. */
const noMaintainer: ChartMaintainer = { name: '', email: '', url: '' };
const noDependency: ChartDependency = { name: '', version: '', repository: '', condition: '', tags: [], importValues: [], alias: '', enabled: false };

function maintainerOf(value: Json): ChartMaintainer {
  if (value === null) return noMaintainer;
  if (!isObject(value)) throw mismatch(value, 'Metadata.maintainers', 'v2.Maintainer');
  const field = fieldsOf(value);
  const text = (key: string): string => textOf(field(key), `Maintainer.maintainers.${key}`);
  return { name: text('name'), email: text('email'), url: text('url') };
}

export function dependencyOf(value: Json, of: 'Metadata' | 'Lock'): ChartDependency {
  if (value === null) return noDependency;
  if (!isObject(value)) throw mismatch(value, `${of}.dependencies`, 'v2.Dependency');
  const field = fieldsOf(value);
  const text = (key: string): string => textOf(field(key), `Dependency.dependencies.${key}`);
  return {
    name: text('name'),
    version: text('version'),
    repository: text('repository'),
    condition: text('condition'),
    tags: listOf(field('tags'), 'Dependency.dependencies.tags', '[]string').map((tag) => textOf(tag, 'Dependency.dependencies.tags')),
    importValues: listOf(field('import-values'), 'Dependency.dependencies.import-values', '[]interface {}'),
    alias: text('alias'),
    enabled: field('enabled') === true,
  };
}

/**
 * Why Helm has no loader for a chart, which it decides by the apiVersion alone before it reads the rest (pkg/chart/loader), and
 * only for the chart that is asked for, not for those in it; undefined where it has one.
 */
export function unsupported(text: string): string | undefined {
  const read = readYaml(text, wantsText);
  // said with its place when the rest is read
  if (!read.ok) return undefined;
  const { value } = read;
  const wrong = (kind: Json, into: string): string => `cannot load Chart.yaml: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal ${goKind(kind)} into Go ${into}`;
  if (value !== null && !isObject(value)) return wrong(value, 'value of type loader.chartBase');
  const version = fieldsOf(value ?? {})('apiVersion') ?? '';
  if (typeof version !== 'string') return wrong(version, 'struct field chartBase.apiVersion of type string');
  if (version === 'v3') return 'invalid chart apiVersion';
  return ['', 'v1', 'v2'].includes(version) ? undefined : 'unsupported chart version';
}

/** Checks as Helm does before a chart is used, and gives the metadata with white space and control characters cleaned. */
export function validateMetadata(raw: ChartMetadata): MetadataResult {
  const fail = (message: string): MetadataResult => ({ ok: false, error: `validation: ${message}` });
  const metadata = sanitize(raw);
  if (metadata.name === '') return fail('chart.metadata.name is required');
  if (metadata.name === '.' || metadata.name === '..') return fail(`chart.metadata.name ${JSON.stringify(metadata.name)} is not allowed`);
  if (metadata.name !== posix.basename(metadata.name)) return fail(`chart.metadata.name ${JSON.stringify(metadata.name)} is invalid`);
  if (metadata.version === '') return fail('chart.metadata.version is required');
  if (!isVersion(metadata.version)) return fail(`chart.metadata.version ${JSON.stringify(metadata.version)} is invalid`);
  if (!['', 'application', 'library'].includes(metadata.type)) return fail('chart.metadata.type must be application or library');
  if (raw.maintainers.includes(noMaintainer)) return fail('maintainers must not contain empty or null nodes');
  if (raw.dependencies.includes(noDependency)) return fail('dependencies must not contain empty or null nodes');
  const seen = new Set<string>();
  for (const { name, alias } of metadata.dependencies) {
    if (alias !== '' && !/^[a-zA-Z0-9_-]+$/.test(alias)) return fail(`dependency ${JSON.stringify(name)} has disallowed characters in the alias`);
    const key = alias === '' ? name : alias;
    if (seen.has(key)) return fail(`more than one dependency with name or alias ${JSON.stringify(key)}`);
    seen.add(key);
  }
  return { ok: true, metadata };
}

function sanitize(metadata: ChartMetadata): ChartMetadata {
  const { name, description, home, icon, condition, tags, appVersion, kubeVersion } = metadata;
  return {
    ...metadata,
    name: clean(name), description: clean(description), home: clean(home), icon: clean(icon),
    condition: clean(condition), tags: clean(tags), appVersion: clean(appVersion), kubeVersion: clean(kubeVersion),
    sources: metadata.sources.map(clean),
    keywords: metadata.keywords.map(clean),
    maintainers: metadata.maintainers.map((one) => ({ name: clean(one.name), email: clean(one.email), url: clean(one.url) })),
    dependencies: metadata.dependencies.map((one) => ({
      ...one, name: clean(one.name), version: clean(one.version), repository: clean(one.repository), condition: clean(one.condition), tags: one.tags.map(clean),
    })),
  };
}

/** White space becomes a blank; what cannot be printed (by Go's unicode.IsPrint) goes. */
function clean(text: string): string {
  return text.replace(/[\t\n\v\f\r\u0085\u00A0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/g, ' ').replace(/[\p{C}\p{Z}]/gu, (char) => (char === ' ' ? ' ' : ''));
}
