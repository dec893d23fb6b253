import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import type { JsonObject } from '../../model/json.ts';

/** What a real API server answers to a strict dry run of a create. */
export interface Answer {
  readonly accepted: boolean;
  readonly code: number;
  readonly message: string;
  /** Fields of the causes. */
  readonly fields: readonly string[];
}

export interface Oracle {
  create(path: string, body: JsonObject): Promise<Answer>;
  close(): void;
}

/** `file` holds `{server, token, ca}`: address, bearer token, path of the CA. */
export function connect(file: string): Oracle {
  const { server, token, ca } = JSON.parse(readFileSync(file, 'utf8')) as { server: string; token: string; ca: string };
  const agent = new Agent({ keepAlive: true, maxSockets: 4, ca: readFileSync(ca) });
  return {
    close: () => agent.destroy(),
    create: (path, body) => new Promise((resolve) => {
      const text = JSON.stringify(body, (_, value: unknown) => (typeof value === 'bigint' ? Number(value) : value));
      const call = request(`${server}${path}?dryRun=All&fieldValidation=Strict`, {
        method: 'POST', agent, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) },
      }, (response) => {
        const parts: Buffer[] = [];
        response.on('data', (part: Buffer) => parts.push(part));
        response.on('end', () => resolve(answerOf(response.statusCode ?? 0, Buffer.concat(parts).toString('utf8'))));
      });
      // A request that makes the server panic ends without an answer.
      call.on('error', (error) => resolve({ accepted: false, code: 0, message: `no answer: ${error.message}`, fields: [] }));
      call.end(text);
    }),
  };
}

function answerOf(code: number, text: string): Answer {
  if (code === 200 || code === 201) return { accepted: true, code, message: '', fields: [] };
  let status: { message?: string; details?: { causes?: { field?: string }[] } } = {};
  try {
    status = JSON.parse(text) as typeof status;
  } catch {
    // not a Status: the text itself is the message
  }
  return { accepted: false, code, message: status.message ?? text.slice(0, 300), fields: (status.details?.causes ?? []).flatMap((cause) => (cause.field === undefined ? [] : [cause.field])) };
}
