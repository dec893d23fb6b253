import { type FluxObject, keyOf } from './read.ts';

/** What has become of a commit: `live` everywhere, `failed` somewhere, or still on its way. */
export interface Progress {
  readonly state: 'live' | 'failed' | 'coming';
  /** One line for a person. */
  readonly line: string;
}

/** `main@sha1:3f2c…` holds a commit where the commit is given in full or by its beginning. */
export function holds(revision: string, commit: string): boolean {
  return commit !== '' && (/(?:^|:)([0-9a-f]+)$/.exec(revision)?.[1] ?? '').startsWith(commit.toLowerCase());
}

/**
 * How far a commit has come: fetched by the cluster's source, applied by every Kustomization of that source, and everything ready. Without a
 * commit: whatever the source has.
 */
export function progressOf(objects: readonly FluxObject[], root: string, commit: string): Progress {
  const byKey = new Map(objects.map((each) => [keyOf(each), each]));
  const top = byKey.get(root);
  if (top === undefined) return { state: 'coming', line: `${root} is not in the cluster` };
  const source = byKey.get(top.source ?? '');
  const wanted = commit === '' ? (source?.revision ?? '') : commit;
  const name = commit === '' ? wanted || 'its source' : `commit ${commit.slice(0, 12)}`;
  const fetched = source !== undefined && (commit === '' || holds(source.revision, commit));
  if (!fetched && source?.state === 'failed') return { state: 'failed', line: `${keyOf(source)}: ${why(source)}` };
  if (!fetched) return { state: 'coming', line: `${name} is not fetched yet: ${top.source ?? 'its source'} has ${source?.revision || 'nothing'}` };
  const own = objects.filter(({ kind, source: of, state }) => kind === 'Kustomization' && of === top.source && state !== 'suspended');
  const isAt = ({ revision }: FluxObject): boolean => (commit === '' ? revision === source.revision : holds(revision, commit));
  const others = objects.filter(({ kind, state }) => (kind === 'HelmRelease' || kind === 'Kustomization') && state !== 'suspended' && state !== 'ready');
  const failed = others.filter(({ state, attempted, kind }) => state === 'failed' && (kind === 'HelmRelease' || attempted === '' || commit === '' || holds(attempted, commit)));
  const applied = own.filter(isAt);
  if (applied.length === own.length && others.length === 0) return { state: 'live', line: `${name} is live: ${own.length} Kustomizations have applied it, everything is ready` };
  const open = others.filter((each) => !failed.includes(each));
  const line = `${name}: applied by ${applied.length} of ${own.length} Kustomizations, ${failed.length} failed, ${open.length} not ready`;
  return failed.length > 0 && open.every(({ state }) => state === 'waiting') ? { state: 'failed', line: `${line}; first ${keyOf(failed[0]!)}: ${why(failed[0]!)}` } : { state: 'coming', line };
}

function why({ reason, message }: FluxObject): string {
  return `${reason}: ${message.split('\n', 1)[0]!.slice(0, 300)}`;
}
