import { list, objects, refOf, text } from '../../lib/object.ts';
import { globMatches } from '../../lib/glob.ts';
import type { Manifest } from '../../model/manifest.ts';
import { placeOf } from '../origin.ts';
import { cleanPath } from './artifact.ts';
import { mappedTree, type Tree } from './tree.ts';
import type { ArtifactResult, SourceContext, SourceRef } from './types.ts';

/**
 * The artifact of an ExternalArtifact that an ArtifactGenerator of the repository makes (source-watcher, Flux 2.7 and later);
 * undefined where none names it. Copies as internal/builder/builder.go does; what is not copied literally (strategies Merge
 * and Extract, pathPattern) is said and leaves the artifact unknown.
 */
export function generatedArtifact({ namespace, name }: SourceRef, context: SourceContext, resolve: Resolve): ArtifactResult | undefined {
  for (const generator of context.state.ofKind('source.extensions.fluxcd.io', 'ArtifactGenerator')) {
    if (text(generator.object, 'metadata', 'namespace') !== namespace) continue;
    const index = objects(generator.object, 'spec', 'artifacts').findIndex((artifact) => text(artifact, 'name') === name);
    if (index >= 0) return build(generator, index, context, resolve);
  }
  return undefined;
}

type Resolve = (ref: SourceRef, from: Manifest, pointer: string) => ArtifactResult;
type Files = Map<string, { readonly tree: Tree; readonly path: string }>;

function build(generator: Manifest, index: number, context: SourceContext, resolve: Resolve): ArtifactResult {
  const { namespace, name: own } = refOf(generator.object);
  const failed = (why: 'failed' | 'external', pointer: string, said: string): ArtifactResult => {
    const place = placeOf(generator, pointer);
    return { ok: false, why, message: said, problem: { code: why === 'failed' ? 'flux/path-missing' : 'flux/unsupported', message: said, object: refOf(generator.object), pointer, ...(place !== undefined && { place }) } };
  };
  if (text(generator.object, 'spec', 'pathPattern') !== '') return failed('external', '/spec/pathPattern', `ArtifactGenerator ${own} makes artifacts by pathPattern, which is not understood here: what they deploy was not checked`);
  const trees = new Map<string, Tree>();
  for (const [i, source] of objects(generator.object, 'spec', 'sources').entries()) {
    const ref = { kind: text(source, 'kind'), namespace: text(source, 'namespace') || namespace, name: text(source, 'name') };
    // A generator that takes in what it makes never becomes ready.
    const result = ref.kind === 'ExternalArtifact' ? failed('external', `/spec/sources/${i}`, `ArtifactGenerator ${own} takes in another generated artifact, which is not followed here: what it deploys was not checked`) : resolve(ref, generator, `/spec/sources/${i}/name`);
    if (!result.ok) return result;
    trees.set(text(source, 'alias'), result.tree);
  }
  const files: Files = new Map();
  const base = `/spec/artifacts/${index}/copy`;
  for (const [i, copy] of objects(generator.object, 'spec', 'artifacts', index, 'copy').entries()) {
    const [from, to] = [text(copy, 'from'), text(copy, 'to')];
    const [, alias = '', pattern = ''] = /^@([^/]+)\/(.*)$/s.exec(from) ?? [];
    const tree = trees.get(alias);
    if (tree === undefined) return failed('failed', `${base}/${i}/from`, `"${from}" names no source of ArtifactGenerator ${own}; sources are ${[...trees.keys()].map((known) => `@${known}`).join(', ')}`);
    const strategy = text(copy, 'strategy');
    if ((strategy !== '' && strategy !== 'Overwrite') || /[?[\]]/.test(pattern)) return failed('external', `${base}/${i}`, `ArtifactGenerator ${own} copies "${from}" in a way that is not understood here: what the artifact deploys was not checked`);
    const copied = copyFiles(tree, pattern, to.replace(/^@artifact\//, ''), list(copy, 'exclude').map(String), files);
    if (!copied) return failed('failed', `${base}/${i}/from`, `"${from}" matches nothing in the source`);
  }
  return { ok: true, tree: mappedTree(new Map([...files].sort(([a], [b]) => (a < b ? -1 : 1))), context.repository) };
}

/** One copy operation, in the manner of `cp`; false where nothing matches. */
function copyFiles(tree: Tree, pattern: string, to: string, exclude: readonly string[], files: Files): boolean {
  const put = (source: string, target: string, below: string): void => {
    for (const path of tree.files) {
      const inside = path === source ? '' : path.startsWith(`${source}/`) || source === '' ? path.slice(source === '' ? 0 : source.length + 1) : undefined;
      if (inside === undefined || excluded(path, below, exclude)) continue;
      files.set(cleanPath(inside === '' ? target : `${target}/${inside}`), { tree, path });
    }
  };
  if (!pattern.includes('*')) {
    const source = cleanPath(pattern);
    const kind = tree.kind(source);
    const isFolder = kind === 'directory' || to === '' || to.endsWith('/') || [...files.keys()].some((file) => file.startsWith(`${cleanPath(to)}/`));
    if (kind !== undefined) put(source, isFolder ? `${to}/${source.split('/').at(-1)}` : to, kind === 'directory' ? source : '');
    return kind !== undefined;
  }
  const prefix = pattern.endsWith('/**') ? pattern.slice(0, -'**'.length) : undefined;
  const literal = pattern.split('/');
  const root = literal.slice(0, literal.findIndex((part) => part.includes('*'))).join('/');
  const matches = entriesMatching(tree, literal).filter((match) => !excluded(match, root, exclude));
  for (const match of matches) put(match, `${to}/${prefix !== undefined && match.startsWith(prefix) ? match.slice(prefix.length) : match}`, root);
  return matches.length > 0;
}

/** Files and folders whose path matches segment by segment (Go's fs.Glob: `**` is but a `*`). */
function entriesMatching(tree: Tree, segments: readonly string[]): string[] {
  let found = [''];
  for (const segment of segments) found = found.flatMap((folder) => (tree.list(folder) ?? []).filter((name) => globMatches(segment.replaceAll('**', '*'), name)).map((name) => (folder === '' ? name : `${folder}/${name}`)));
  return found;
}

function excluded(path: string, below: string, patterns: readonly string[]): boolean {
  const inside = below !== '' && path.startsWith(`${below}/`) ? path.slice(below.length + 1) : path;
  return patterns.some((pattern) => (pattern.includes('/') ? [path, inside].some((one) => doublestar(pattern.split('/'), one.split('/'))) : globMatches(pattern, path.split('/').at(-1) ?? '')));
}

/** `**` as a segment stands for any number of segments. */
function doublestar(pattern: readonly string[], path: readonly string[]): boolean {
  // reachable[i]: the first segments of the path so far match the first i of the pattern.
  let reachable = new Set([0]);
  const skip = (from: Set<number>): Set<number> => {
    for (const at of from) if (pattern[at] === '**') from.add(at + 1);
    return from;
  };
  skip(reachable);
  for (const segment of path) {
    const next = new Set<number>();
    for (const at of reachable) {
      if (pattern[at] === '**') next.add(at);
      else if (pattern[at] !== undefined && globMatches(pattern[at], segment)) next.add(at + 1);
    }
    reachable = skip(next);
  }
  return reachable.has(pattern.length);
}
