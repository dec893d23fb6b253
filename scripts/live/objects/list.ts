import { objects, text } from '../../lib/object.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Client, Result } from '../connect/index.ts';
import { pathOf, type ServedKind } from './discovery.ts';

export interface ListOptions {
  readonly namespace?: string;
  readonly labels?: string;
  /** Names, labels and annotations only: a tenth of the bytes. */
  readonly metadataOnly?: boolean;
}

const page = 500;
const metadata = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1';

/** All objects of a kind, in pages. A list that expires on the way (410) is read again from its beginning, once. */
export async function list(client: Client, kind: Pick<ServedKind, 'apiVersion' | 'resource' | 'group'> & { readonly kind: string }, { namespace, labels, metadataOnly = false }: ListOptions = {}): Promise<Result<JsonObject[]>> {
  for (let again = true; ; again = false) {
    const found: JsonObject[] = [];
    let next = '';
    for (;;) {
      const query = new URLSearchParams({ limit: String(page), ...(labels !== undefined && { labelSelector: labels }), ...(next !== '' && { continue: next }) });
      const answer = await client.send({
        path: `${pathOf(kind, namespace)}?${query}`, ...(metadataOnly && { accept: metadata }),
        asked: { verb: 'list', resource: kind.resource, group: kind.group, ...(namespace !== undefined && { namespace }) },
      });
      if (!answer.ok && answer.failure.status === 410 && again) break;
      if (!answer.ok) return answer;
      // Items of a list do not say what they are.
      for (const item of objects(answer.value, 'items')) found.push({ ...item, apiVersion: kind.apiVersion, kind: kind.kind });
      next = text(answer.value, 'metadata', 'continue');
      if (next === '') return { ok: true, value: found };
    }
  }
}
