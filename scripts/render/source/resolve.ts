import { list, object, objects, refOf, text } from '../../lib/object.ts';
import type { Manifest } from '../../model/manifest.ts';
import { placeOf } from '../origin.ts';
import { cleanPath, makeArtifact, type Include } from './artifact.ts';
import { generatedArtifact } from './generator.ts';
import { missingRef } from './refs.ts';
import { mappedTree, type Tree } from './tree.ts';
import type { ArtifactResult, Checkout, SourceContext, SourceRef } from './types.ts';

/** Resolves a sourceRef to its artifact; `from` is the object that refers to it, `pointer` the field. */
export function resolveArtifact(ref: SourceRef, from: Manifest, pointer: string, context: SourceContext): ArtifactResult {
  if (ref.kind === 'ExternalArtifact' && [...context.state.ofKind('source.extensions.fluxcd.io', 'ArtifactGenerator')].length === 0) return denied(ref, from, pointer);
  const source = context.state.get('source.toolkit.fluxcd.io', ref.kind, ref.namespace, ref.name);
  const title = `${ref.kind}/${ref.namespace}/${ref.name}`;
  if (source === undefined) {
    const generated = ref.kind === 'ExternalArtifact' ? generatedArtifact(ref, context, (...given) => resolveArtifact(...given, context)) : undefined;
    if (generated !== undefined) return generated;
    const place = placeOf(from, pointer);
    return {
      ok: false, why: 'missing',
      message: `${ref.kind}.source.toolkit.fluxcd.io "${ref.name}" not found`,
      problem: { code: 'flux/source-missing', message: `${title} is not rendered by anything in this cluster`, isUnseen: true, object: refOf(from.object), pointer, ...(place !== undefined && { place }) },
    };
  }
  const known = context.made.get(source);
  if (known !== undefined) return known;
  // What is asked for while it is made includes itself, and never gets an artifact.
  context.made.set(source, includesItself(source, title));
  const result = make(source, title, context);
  context.made.set(source, result);
  return result;
}

function includesItself(source: Manifest, title: string): ArtifactResult {
  const place = placeOf(source, '/spec/include');
  return { ok: false, why: 'failed', message: waitsForArtifact, problem: { code: 'flux/source-missing', message: `${title} includes itself, so that it never gets an artifact`, object: refOf(source.object), pointer: '/spec/include', ...(place !== undefined && { place }) } };
}

/** The controllers take ExternalArtifacts only behind a feature gate, which comes with the controller that makes them. */
function denied(ref: SourceRef, from: Manifest, pointer: string): ArtifactResult {
  const message = `can't access '${ref.kind}/${ref.namespace}/${ref.name}', ExternalArtifact feature gate is disabled`;
  const place = placeOf(from, pointer);
  return { ok: false, why: 'denied', message, problem: { code: 'flux/unsupported', message: `${message}; nothing in this cluster makes such artifacts`, object: refOf(from.object), pointer, ...(place !== undefined && { place }) } };
}

function make(source: Manifest, title: string, context: SourceContext): ArtifactResult {
  if (object(source.object, 'spec')['suspend'] === true) {
    const place = placeOf(source, '/spec/suspend');
    return {
      ok: false, why: 'missing', message: waitsForArtifact,
      problem: { code: 'flux/source-missing', message: `${title} is suspended: a new cluster never gets its artifact`, object: refOf(source.object), pointer: '/spec/suspend', ...(place !== undefined && { place }) },
    };
  }
  const url = text(source.object, 'spec', 'url');
  const standIn = standInOf(source, context);
  const checkout = standIn?.tree ?? (isOwn(url, context) ? context.repository : undefined);
  if (checkout === undefined) {
    const place = placeOf(source, '/spec/url') ?? placeOf(source);
    return {
      ok: false, why: 'external',
      message: `${title} is another repository`,
      problem: {
        code: 'flux/source-external',
        message: `${title} takes its files from ${redactUrl(url) || 'outside of this repository'}, so what it deploys was not checked`,
        help: `map it to a folder under sources: in validate.yaml (${title}: ../folder, or . where it is this repository)`,
        object: refOf(source.object),
        ...(place !== undefined && { place }),
      },
    };
  }
  const missing = standIn?.refs === undefined || refOf(source.object).kind !== 'GitRepository' ? undefined : missingRef(object(source.object, 'spec', 'ref'), standIn.refs);
  if (missing !== undefined) {
    const pointer = missing.field === '' ? '/spec/url' : `/spec/ref/${missing.field}`;
    const place = placeOf(source, pointer);
    return {
      ok: false, why: 'failed', message: waitsForArtifact,
      problem: { code: 'flux/source-missing', message: `${title} takes ${missing.said}, which its repository does not have`, object: refOf(source.object), pointer, ...(place !== undefined && { place }) },
    };
  }
  const includes: Include[] = [];
  for (const [i, include] of objects(source.object, 'spec', 'include').entries()) {
    const namespace = text(source.object, 'metadata', 'namespace');
    const included = resolveArtifact({ kind: 'GitRepository', namespace, name: text(include, 'repository', 'name') }, source, `/spec/include/${i}/repository/name`, context);
    if (!included.ok) return included;
    const from = cleanPath(text(include, 'fromPath'));
    if (included.tree.kind(from) === undefined) {
      const pointer = `/spec/include/${i}/fromPath`;
      const place = placeOf(source, pointer);
      return {
        ok: false, why: 'failed', message: waitsForArtifact,
        problem: { code: 'flux/path-missing', message: `include takes "${from}" of GitRepository ${text(include, 'repository', 'name')}, which has no such path`, object: refOf(source.object), pointer, ...(place !== undefined && { place }) },
      };
    }
    includes.push({ tree: included.tree, from: text(include, 'fromPath'), to: text(include, 'toPath') || text(include, 'repository', 'name') });
  }
  const sparse = list(source.object, 'spec', 'sparseCheckout').map((folder) => cleanPath(String(folder)));
  for (const [i, folder] of sparse.entries()) {
    if (checkout.kind(folder) !== undefined) continue;
    const pointer = `/spec/sparseCheckout/${i}`;
    const place = placeOf(source, pointer);
    return {
      ok: false, why: 'failed', message: waitsForArtifact,
      problem: { code: 'flux/path-missing', message: `sparseCheckout names "${folder}", which is no folder of the source`, object: refOf(source.object), pointer, ...(place !== undefined && { place }) },
    };
  }
  const ignore = object(source.object, 'spec')['ignore'];
  return { ok: true, tree: makeArtifact(sparse.length === 0 ? checkout : only(checkout, sparse), typeof ignore === 'string' ? ignore : undefined, includes) };
}

function standInOf({ object: source }: Manifest, { standIns }: SourceContext): Checkout | undefined {
  const { kind, namespace, name } = refOf(source);
  return standIns(`${kind}/${namespace}/${name}`) ?? standIns(text(source, 'spec', 'url'));
}

/** True for a source that runs and whose content is neither this repository nor a folder that stands in for it. */
export function isElsewhere(source: Manifest, context: SourceContext): boolean {
  return object(source.object, 'spec')['suspend'] !== true && standInOf(source, context) === undefined && !isOwn(text(source.object, 'spec', 'url'), context);
}

function isOwn(url: string, { ownUrls, root, state }: SourceContext): boolean {
  if (ownUrls.has(normalizeUrl(url)) || root === undefined) return ownUrls.has(normalizeUrl(url));
  const { namespace, name } = refOf(root.object);
  const now = state.get('kustomize.toolkit.fluxcd.io', 'Kustomization', namespace, name)?.object ?? root.object;
  const ref = object(now, 'spec', 'sourceRef');
  const source = state.get('source.toolkit.fluxcd.io', text(ref, 'kind'), text(ref, 'namespace') || namespace, text(ref, 'name'));
  const isSame = cleanPath(text(now, 'spec', 'path')) === cleanPath(text(root.object, 'spec', 'path'));
  return isSame && source !== undefined && normalizeUrl(text(source.object, 'spec', 'url')) === normalizeUrl(url);
}

/** What a Kustomization says of a source that is there and has no artifact. */
export const waitsForArtifact = 'Source artifact not found, retrying in 30s';

/** The checkout of a GitRepository with `spec.sparseCheckout`: what lies in these folders. */
function only(checkout: Tree, folders: readonly string[]): Tree {
  const kept = checkout.files.filter((file) => folders.some((folder) => folder === '' || file === folder || file.startsWith(`${folder}/`)));
  return mappedTree(new Map(kept.map((path) => [path, { tree: checkout, path }])), checkout);
}

/** The same repository under its several spellings: scheme, user, `.git` and a trailing slash do not count. */
export function normalizeUrl(url: string): string {
  return url.trim().replace(/^[a-z+]+:\/\//i, '').replace(/^[^@/]*@/, '').replace(/^([^/:]+):(?!\d)/, '$1/').replace(/:\d+(?=\/)/, '').replace(/\/+$/, '').replace(/\.git$/, '').toLowerCase();
}

/** Without user name and password, and without control characters. */
function redactUrl(url: string): string {
  return url.replace(/\/\/[^@/]*@/, '//').replace(/[\u0000-\u001f\u007f]/g, '');
}

