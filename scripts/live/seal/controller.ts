import { object } from '../../lib/object.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Client, Result } from '../connect/index.ts';

/** Where the controller of a cluster listens. */
export interface Controller {
  readonly namespace: string;
  /** Of its Service. */
  readonly name: string;
}

const pathTo = ({ namespace, name }: Controller, path: string): string => `/api/v1/namespaces/${namespace}/services/http:${name}:/proxy${path}`;

/** The controller's newest certificate, through the API server (`services/proxy`). */
export async function fetchCertificate(client: Client, controller: Controller): Promise<Result<string>> {
  const answer = await client.send({ path: pathTo(controller, '/v1/cert.pem'), raw: true, asked: asked(controller, 'get') });
  return answer.ok ? { ok: true, value: String(answer.value['text']) } : answer;
}

/** The values of a SealedSecret under the controller's newest key; it opens them with the key that they have. */
export async function reseal(client: Client, controller: Controller, sealed: JsonObject): Promise<Result<ReadonlyMap<string, string>>> {
  const answer = await client.send({ method: 'POST', path: pathTo(controller, '/v1/rotate'), body: sealed, asked: asked(controller, 'create') });
  return answer.ok ? { ok: true, value: new Map(Object.entries(object(answer.value, 'spec', 'encryptedData')).map(([key, value]) => [key, String(value)])) } : answer;
}

function asked({ namespace, name }: Controller, verb: 'get' | 'create') {
  return { verb, resource: 'services/proxy', group: '', namespace, name: `http:${name}:` } as const;
}
