import { Agent, request } from 'node:https';
import { readFileSync } from 'node:fs';
import type { JsonObject } from '../../model/json.ts';
import type { KindEntry } from '../../schema/store/types.ts';

/** What a real kube-apiserver says to a strict dry run. */
export interface ServerVerdict {
  readonly accepted: boolean;
  /** Paths of the causes, sorted, each once. */
  readonly fields: readonly string[];
  readonly message: string;
}
export interface Server {
  judge(object: JsonObject, kind: KindEntry): Promise<ServerVerdict>;
  close(): void;
}

/** Talks to the server that a `client.json` (`{server, token, ca}`) names. */
export function connect(file: string): Server {
  const { server, token, ca } = JSON.parse(readFileSync(file, 'utf8')) as { server: string; token: string; ca: string };
  const agent = new Agent({ keepAlive: true, maxSockets: 4, ca: readFileSync(ca) });
  return {
    close: () => agent.destroy(),
    judge: async (object, kind) => {
      // the server closes connections now and then
      for (let attempt = 1; ; attempt++) {
        try {
          return await ask(object, kind);
        } catch (error) {
          // some objects make the handler itself panic, which is no acceptance either
          if (attempt === 5 && (error as { code?: string }).code === 'ECONNRESET') return { accepted: false, fields: [], message: 'the server closed the connection' };
          if (attempt === 5) throw error;
        }
      }
    },
  };

  function ask(object: JsonObject, kind: KindEntry): Promise<ServerVerdict> {
    return new Promise((resolve, reject) => {
      const body = JSON.stringify(object);
      const root = kind.apiVersion.includes('/') ? `/apis/${kind.apiVersion}` : `/api/${kind.apiVersion}`;
      const path = `${root}${kind.namespaced ? '/namespaces/default' : ''}/${kind.resource}?dryRun=All&fieldValidation=Strict`;
      const call = request(server + path, { method: 'POST', agent, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } }, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => { text += part; }).on('end', () => resolve(verdictOf(response.statusCode ?? 0, text)));
      });
      call.on('error', reject).end(body);
    });
  }
}
function verdictOf(code: number, text: string): ServerVerdict {
  if (code >= 200 && code < 300) return { accepted: true, fields: [], message: '' };
  const status = JSON.parse(text) as { message?: string; details?: { causes?: { field?: string }[] } };
  const fields = new Set((status.details?.causes ?? []).map((cause) => cause.field ?? ''));
  return { accepted: false, fields: [...fields].sort(), message: status.message ?? '' };
}
