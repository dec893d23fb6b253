import { object, text } from '../../lib/object.ts';
import type { JsonObject } from '../../model/json.ts';
import type { ChartRequest } from './types.ts';

/** What a HelmRepository is asked for. */
export function repositoryRequest(repository: JsonObject, chart: string, version: string): ChartRequest {
  const spec = object(repository, 'spec');
  const url = text(spec, 'url');
  const oci = text(spec, 'type') === 'oci' || url.startsWith('oci://');
  return { kind: oci ? 'oci' : 'http', url, name: chart, version: version || '*', insecure: spec['insecure'] === true };
}

/** What an OCIRepository pulls: `ref.digest` counts before `ref.semver`, that before `ref.tag` (ocirepository_types.go). */
export function ociRequest(source: JsonObject): ChartRequest {
  const ref = object(source, 'spec', 'ref');
  const digest = text(ref, 'digest');
  const filter = text(ref, 'semverFilter');
  return {
    kind: 'oci', url: text(source, 'spec', 'url'), name: '', version: text(ref, 'semver') || text(ref, 'tag') || (digest === '' ? 'latest' : ''), tagsAsVersions: true,
    insecure: object(source, 'spec')['insecure'] === true, ...(filter !== '' && { filter }), ...(digest !== '' && { digest }),
  };
}
