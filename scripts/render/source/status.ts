import { object, refOf, text } from '../../lib/object.ts';
import type { Manifest } from '../../model/manifest.ts';
import { ociRequest, repositoryRequest } from '../charts/request.ts';
import type { ChartProvider } from '../charts/types.ts';
import { resolveArtifact } from './resolve.ts';
import type { SourceContext } from './types.ts';

/** What the status of a source comes to, as far as it can be asked; what cannot be asked is taken to be there. */
export async function sourceStatus(source: Manifest, context: SourceContext, provider: ChartProvider): Promise<'Current' | 'InProgress' | 'Failed'> {
  const { kind, namespace, name } = refOf(source.object);
  const spec = object(source.object, 'spec');
  if (spec['suspend'] === true) return 'InProgress';
  if (kind === 'GitRepository' || kind === 'Bucket') {
    const artifact = resolveArtifact({ kind, namespace, name }, source, '', context);
    return artifact.ok || artifact.why === 'external' ? 'Current' : 'InProgress';
  }
  if (kind === 'OCIRepository') return (await provider.exists(ociRequest(source.object))) === 'no' ? 'InProgress' : 'Current';
  if (kind === 'HelmRepository') {
    const isOci = text(spec, 'type') === 'oci' || text(spec, 'url').startsWith('oci://');
    return isOci || (await provider.exists({ kind: 'http', url: text(spec, 'url'), name: '', version: '' })) !== 'no' ? 'Current' : 'InProgress';
  }
  if (kind === 'HelmChart' && text(spec, 'sourceRef', 'kind') === 'HelmRepository') {
    const repository = context.state.get('source.toolkit.fluxcd.io', 'HelmRepository', namespace, text(spec, 'sourceRef', 'name'));
    if (repository === undefined) return 'InProgress';
    return (await provider.exists(repositoryRequest(repository.object, text(spec, 'chart'), text(spec, 'version')))) === 'no' ? 'Failed' : 'Current';
  }
  return 'Current';
}
