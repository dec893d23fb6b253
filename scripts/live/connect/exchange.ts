import { request as plainRequest } from 'node:http';
import { request as tlsRequest, type Agent } from 'node:https';
import { createGunzip } from 'node:zlib';

/** What a request needs: the way to the server (TLS, proxy) and who asks. */
export interface Access {
  /** Absent for the usual one. */
  readonly agent?: Agent;
  readonly headers: Readonly<Record<string, string | readonly string[]>>;
}

export interface Request {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly timeoutMs: number;
  readonly maxBytes: number;
  readonly signal?: AbortSignal;
}

/** One answer as it came, or why none came: `error` before it began, `broken` in the middle of it. */
export type Exchange =
  | { readonly end: 'answer'; readonly status: number; readonly type: string; readonly retryAfterMs?: number; readonly body: string }
  | { readonly end: 'error'; readonly error: Error }
  | { readonly end: 'broken' | 'timeout' | 'too-large' | 'interrupted' };

/** Sends one request and reads the whole answer, within the time and size given. Never throws. */
export function exchange({ agent, headers }: Access, request: Request): Promise<Exchange> {
  return new Promise((settle) => {
    let sent: ReturnType<typeof plainRequest> | undefined;
    const end = (result: Exchange): void => {
      clearTimeout(timer);
      request.signal?.removeEventListener('abort', stop);
      // A whole answer leaves its connection open for the next one.
      if (result.end !== 'answer') sent?.destroy();
      settle(result);
    };
    const stop = (): void => end({ end: 'interrupted' });
    const timer = setTimeout(() => end({ end: 'timeout' }), request.timeoutMs);
    if (request.signal?.aborted === true) return stop();
    request.signal?.addEventListener('abort', stop);
    try {
      sent = (request.url.protocol === 'https:' ? tlsRequest : plainRequest)(request.url, {
        agent, method: request.method,
        headers: { ...headers, ...request.headers, 'accept-encoding': 'gzip', ...(request.body !== undefined && { 'content-length': Buffer.byteLength(request.body) }) },
      });
    } catch (error) {
      return end({ end: 'error', error: error as Error });
    }
    sent.on('error', (error) => end({ end: 'error', error }));
    sent.on('response', (response) => {
      const parts: Buffer[] = [];
      let size = 0;
      const broken = (): void => end({ end: 'broken' });
      const stream = response.headers['content-encoding'] === 'gzip' ? response.pipe(createGunzip()) : response;
      response.on('aborted', broken).on('error', broken);
      stream.on('error', broken);
      stream.on('data', (part: Buffer) => {
        parts.push(part);
        size += part.length;
        if (size > request.maxBytes) end({ end: 'too-large' });
      });
      stream.on('end', () => {
        const after = Number(response.headers['retry-after'] ?? NaN) * 1000;
        end({
          end: 'answer', status: response.statusCode ?? 0, type: (response.headers['content-type'] ?? '').split(';', 1)[0]!,
          body: Buffer.concat(parts).toString('utf8'), ...(!Number.isNaN(after) && { retryAfterMs: after }),
        });
      });
    });
    sent.end(request.body);
  });
}
