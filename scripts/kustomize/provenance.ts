import { settleAnnotations } from './generators.ts';
import { parseInline } from './load.ts';
import type { Resource } from './resource.ts';
import { annotationsMap } from './resource.ts';
import { quoted } from './roundtrip.ts';
import { stepScalar } from './steps.ts';
import type { KScalar, Spot } from './tree.ts';
import { fieldAt, fieldOf, isNilOrEmpty, putField, scalar, settled } from './tree.ts';

export const originKey = 'config.kubernetes.io/origin';
export const transformationsKey = 'alpha.config.kubernetes.io/transformations';

/** resource.Origin: what `buildMetadata` notes of where an object, or a plugin's configuration, comes from. */
export interface Provenance {
  readonly path: string;
  readonly repo: string;
  readonly ref: string;
}

export interface Plugin {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name?: string;
  readonly namespace?: string;
}

export const start: Provenance = { path: '', repo: '', ref: '' };

/** Origin.Append: a path below, or a repository that starts anew. */
export function below(at: Provenance, path: string, remote = false): Provenance {
  if (!remote) return { ...at, path: joinClean(at.path, path) };
  const [url = '', query = ''] = path.split('?', 2) as [string, string?];
  const ref = /(?:^|&)(?:ref|version)=([^&]*)/.exec(query)?.[1] ?? '';
  const scheme = /^(?:git::)?(?:[a-z]+:\/\/)?[^/:]*[/:]/.exec(url)?.[0] ?? '';
  const rest = url.slice(scheme.length);
  const double = rest.indexOf('//');
  const git = /\.git(?=\/|$)/.exec(rest);
  const parts = rest.split('/');
  const end = double >= 0 ? double : git !== null ? git.index + 4 : parts.slice(0, 2).join('/').length;
  return { repo: scheme + rest.slice(0, end), ref, path: joinClean('', rest.slice(end).replace(/^\/+/, '')) };
}

/** Go's filepath.Join: `..` stays where nothing is left to leave. */
function joinClean(...paths: string[]): string {
  const out: string[] = [];
  for (const part of paths.filter((each) => each !== '').join('/').split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..' && out.length > 0 && out.at(-1) !== '..') out.pop();
    else out.push(part);
  }
  return out.join('/');
}

function lines(at: Provenance, plugin: Plugin | undefined): string[] {
  const field = (key: string, text: string | undefined): string[] => (text === undefined || text === '' ? [] : [`${key}: ${quoted(text)}`]);
  const repo = [...field('repo', at.repo), ...field('ref', at.ref)];
  if (plugin === undefined) return [...field('path', at.path), ...repo];
  const by = [...field('apiVersion', plugin.apiVersion), ...field('kind', plugin.kind), ...field('name', plugin.name), ...field('namespace', plugin.namespace)];
  return [...repo, ...field('configuredIn', at.path), 'configuredBy:', ...by.map((line) => `  ${line}`)];
}

/** The text of `config.kubernetes.io/origin`; with a plugin, that of what it made: `at` is the file that configures it. */
export function originText(at: Provenance, plugin?: Plugin): string {
  const text = lines(at, plugin);
  return text.length === 0 ? '{}\n' : `${text.join('\n')}\n`;
}

function annotate(resource: Resource, key: string, text: string, spot: Spot): void {
  const map = annotationsMap(resource);
  if (map === undefined) return;
  const value = settled(stepScalar(text, '!!str', { kind: 'buildMetadata', spot, name: key }), '!!str', undefined);
  putField(map, key, value);
}

/** ResMap.AnnotateAll for the objects of a file. */
export function setOrigin(resource: Resource, text: string, spot: Spot): void {
  annotate(resource, originKey, text, spot);
}

function noted(resource: Resource, key: string): KScalar | undefined {
  const node = fieldAt(resource.root, 'metadata', 'annotations', key);
  return node?.type === 'scalar' ? node : undefined;
}

/** ResMap.AddOriginAnnotation: an object that knows its origin keeps it. */
export function addOrigin(resource: Resource, text: string, spot: Spot): void {
  if (noted(resource, originKey) === undefined) annotate(resource, originKey, text, spot);
  settleAnnotations(resource, false);
}

/** ResMap.AddTransformerAnnotation: an object without an origin is taken for one that the transformer made; one that a patch deleted stays deleted. */
export function addTransformation(resource: Resource, at: Provenance, plugin: Plugin, spot: Spot): void {
  if (isNilOrEmpty(resource.root)) return;
  if (noted(resource, originKey) === undefined) annotate(resource, originKey, originText(at, plugin), spot);
  else {
    const before = noted(resource, transformationsKey)?.text ?? '';
    const entry = lines(at, plugin).map((line, i) => `${i === 0 ? '- ' : '  '}${line}\n`).join('');
    annotate(resource, transformationsKey, before + entry, spot);
  }
  settleAnnotations(resource, false);
}

/** What a plugin's configuration says of itself (OriginFromCustomPlugin): the file that holds it. */
export function readOrigin(resource: Resource): Provenance | undefined {
  const node = noted(resource, originKey);
  if (node === undefined) return undefined;
  const root = parseInline(scalar(node.text, '!!str', 'double', node)).documents[0]?.root;
  const text = (key: string): string => {
    const value = root?.type === 'map' ? fieldOf(root as never, key) : undefined;
    return value?.type === 'scalar' ? value.text : '';
  };
  return { path: text('path'), repo: text('repo'), ref: text('ref') };
}
