import { maxTotalBytes, unpack } from '../../helm/chart/archive.ts';
import { object, refOf, text } from '../../lib/object.ts';
import type { Manifest } from '../../model/manifest.ts';
import { ociRequest } from '../charts/request.ts';
import type { ChartProvider, Fetched } from '../charts/types.ts';
import { placeOf } from '../origin.ts';
import { makeArtifact } from './artifact.ts';
import { isElsewhere, waitsForArtifact } from './resolve.ts';
import { contentTree } from './tree.ts';
import type { ArtifactResult, SourceContext, SourceRef } from './types.ts';

/**
 * Pulls the artifact of an OCIRepository that nothing stands in for, so that `resolveArtifact` finds it made. What cannot be asked
 * (offline, a host that is not allowed) stays another repository.
 */
export async function pullArtifact({ kind, namespace, name }: SourceRef, context: SourceContext, provider: ChartProvider): Promise<void> {
  if (kind !== 'OCIRepository') return;
  const source = context.state.get('source.toolkit.fluxcd.io', kind, namespace, name);
  if (source === undefined || context.made.has(source) || !isElsewhere(source, context)) return;
  const fetched = await provider.get({ ...ociRequest(source.object), layer: text(source.object, 'spec', 'layerSelector', 'mediaType') });
  if (fetched.ok) context.made.set(source, artifactOf(source, fetched));
  else if (fetched.why === 'not-found' || fetched.why === 'invalid') context.made.set(source, failed(source, fetched.message));
}

/** The unpacked layer without what `.sourceignore` and `spec.ignore` leave out (ocirepository_controller.go reconcileArtifact). */
function artifactOf(source: Manifest, { source: pulled }: Extract<Fetched, { ok: true }>): ArtifactResult {
  const title = text(source.object, 'spec', 'url');
  if (pulled.kind !== 'archive') return failed(source, `${title} is no archive`);
  const unpacked = unpack(pulled.data, { remaining: maxTotalBytes });
  if (!unpacked.ok) return failed(source, `the artifact of ${title} cannot be unpacked: ${unpacked.error}`);
  const files = new Map<string, Uint8Array>();
  for (const entry of unpacked.entries) {
    if (entry.special === true) continue;
    const path = entry.name.replace(/^(?:\.\/)+/, '');
    if (path === '' || path.startsWith('/') || path.includes('\\') || path.split('/').includes('..')) return failed(source, `the artifact of ${title} holds the path ${JSON.stringify(entry.name)}, which leads out of it`);
    files.set(path, entry.data);
  }
  const ignore = object(source.object, 'spec')['ignore'];
  return { ok: true, tree: makeArtifact(contentTree(files, undefined, `${pulled.name}/`), typeof ignore === 'string' ? ignore : undefined) };
}

function failed(source: Manifest, message: string): ArtifactResult {
  const { kind, namespace, name } = refOf(source.object);
  const place = placeOf(source, '/spec/ref') ?? placeOf(source, '/spec/url') ?? placeOf(source);
  return {
    ok: false, why: 'failed', message: waitsForArtifact,
    problem: { code: 'flux/source-missing', message: `${kind}/${namespace}/${name} never gets its artifact: ${message}`, object: refOf(source.object), pointer: '/spec/url', ...(place !== undefined && { place }) },
  };
}
