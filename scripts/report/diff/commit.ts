import type { Cause, ClusterDiff, DiffSide } from '../../model/diff.ts';

export type Commit = NonNullable<Cause['commit']>;

/** Every commit that a cause names, once. */
export function commitsIn(clusters: readonly ClusterDiff[]): Commit[] {
  const causes = clusters.flatMap(({ objects }) => objects.flatMap(({ cause, fields }) => [cause, ...fields.map((field) => field.cause)]));
  return [...new Map(causes.flatMap((cause) => (cause?.commit === undefined ? [] : [[cause.commit.id, cause.commit] as const]))).values()];
}

/** Characters of a subject that a reader sees. */
const longest = 72;

/** `1a2b3c4d5e`, `Bump nginx` */
export function commitParts({ id, subject }: Commit): readonly [id: string, subject: string] {
  return [id.slice(0, 10), subject.length > longest ? `${subject.slice(0, longest - 1)}…` : subject];
}

/** `1a2b3c4d5e Bump nginx` */
export function commitText(commit: Commit): string {
  return commitParts(commit).join(' ');
}

/** `working tree`, `v1.2 (1a2b3c4d5e)`; a ref that is the commit itself is its short id alone. */
export function sideText({ name, commit }: DiffSide): string {
  if (commit === undefined) return name;
  const short = commit.slice(0, 10);
  return name.length >= 7 && commit.startsWith(name) ? short : `${name} (${short})`;
}
