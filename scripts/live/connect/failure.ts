/** Why the cluster did not give what was asked of it; the message is one line for a person. */
export interface Failure {
  readonly why:
    | 'kubeconfig' | 'credentials' | 'unreachable' | 'timeout' | 'untrusted' | 'unauthorized' | 'forbidden' | 'not-found' | 'throttled'
    | 'refused' | 'server' | 'not-kubernetes' | 'interrupted';
  readonly message: string;
  /** HTTP status, where there was an answer. */
  readonly status?: number;
}

export type Result<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly failure: Failure };

export function fail(why: Failure['why'], message: string, status?: number): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { why, message, ...(status !== undefined && { status }) } };
}

/** Failures after which nothing else will come from this cluster either. */
export function isFinal({ why }: Failure): boolean {
  return ['kubeconfig', 'credentials', 'unreachable', 'timeout', 'throttled', 'untrusted', 'unauthorized', 'not-kubernetes', 'interrupted'].includes(why);
}

/** What a request is for: the words of RBAC. */
export interface Asked {
  readonly verb: 'get' | 'list' | 'watch' | 'patch' | 'create' | 'update' | 'delete' | 'escalate' | 'bind';
  /** Plural, with subresource: `services/proxy`. */
  readonly resource: string;
  /** '' is the core group. */
  readonly group: string;
  /** Absent: the whole cluster. */
  readonly namespace?: string;
  readonly name?: string;
}

export function oneLine(text: string): string {
  return text.trim().split('\n', 1)[0]!.slice(0, 300);
}
