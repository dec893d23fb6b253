import { compareLines } from '../lib/lines.ts';
import { once } from '../lib/once.ts';
import type { Cause, ClusterDiff, ObjectChange } from '../model/diff.ts';
import type { Place } from '../model/place.ts';
import type { Git } from './git.ts';

/** The commits between the two sides; where head is the working tree, up to the commit that it is based on. */
export interface CommitRange {
  readonly git: Git;
  readonly base: string;
  readonly head: string;
  /** The file as it lies in the working tree; absent where head is a commit. */
  readonly readHead?: (file: string) => string | undefined;
}

type Commit = NonNullable<Cause['commit']>;

/** Files that are asked for, lines of one of them, and milliseconds for all: a review does not wait for history. */
const mostFiles = 200;
const mostLines = 100;
const patience = 10_000;
const longestSubject = 120;

/** The lines that an object is there by, beside its cause: its kind and name, and its entries in lists of resources. */
export type LinesOf = (cluster: ClusterDiff, object: ObjectChange) => readonly Place[];

/**
 * Adds to each cause the commit of the range that wrote its line (`git blame`), or took it away (`git blame --reverse`, and the commit behind the
 * last one that had it). Lines that are older than the range, or not committed, have none. An object came with the last of the lines that it is
 * there by, and went with the first.
 */
export function withCommits(clusters: readonly ClusterDiff[], range: CommitRange, linesOf: LinesOf = () => []): ClusterDiff[] {
  const wanted = new Map<string, Set<number>>();
  const want = (side: Cause['side'], { file, line }: Place) => void wanted.set(`${side} ${file}`, (wanted.get(`${side} ${file}`) ?? new Set<number>()).add(line));
  const own = new Map<ObjectChange, readonly Place[]>();
  for (const cluster of clusters) {
    for (const object of cluster.objects) {
      for (const cause of [object.cause, ...object.fields.map((field) => field.cause)]) if (cause?.place !== undefined) want(cause.side, cause.place);
      if (object.cause === undefined || (object.change !== 'added' && object.change !== 'removed')) continue;
      own.set(object, linesOf(cluster, object));
      for (const place of own.get(object)!) want(object.cause.side, place);
    }
  }
  const until = Date.now() + patience;
  const found = new Map<string, Commit>();
  for (const [key, lines] of [...wanted].slice(0, mostFiles)) {
    if (Date.now() > until) break;
    const side = key.startsWith('head ') ? 'head' : 'base';
    const file = key.slice(5);
    for (const [line, commit] of side === 'head' ? writers(file, [...lines].slice(0, mostLines), range) : removers(file, [...lines].slice(0, mostLines), range)) found.set(`${key} ${line}`, commit);
  }
  const commitOf = (side: Cause['side'], { file, line }: Place) => found.get(`${side} ${file} ${line}`);
  const ages = once(() => new Map((range.git.text('rev-list', '--topo-order', `${range.base}..${range.head}`) ?? '').split('\n').map((id, index) => [id, index])));
  const complete = (cause: Cause | undefined, lines: readonly Place[] = []): { readonly cause?: Cause } => {
    if (cause === undefined) return {};
    const commits = lines.flatMap((line) => commitOf(cause.side, line) ?? []);
    const age = ({ id }: Commit) => (ages().get(id) ?? 0) * (cause.side === 'head' ? 1 : -1);
    const commit = commits.length === 0 ? cause.place && commitOf(cause.side, cause.place) : commits.length === 1 ? commits[0] : commits.reduce((best, other) => (age(other) < age(best) ? other : best));
    return { cause: commit === undefined ? cause : { ...cause, commit } };
  };
  return clusters.map((cluster) => ({ ...cluster, objects: cluster.objects.map((object) => ({ ...object, ...complete(object.cause, own.get(object)), fields: object.fields.map((field) => ({ ...field, ...complete(field.cause) })) })) }));
}

/** Who wrote lines of head's file. */
function writers(file: string, lines: readonly number[], range: CommitRange): Map<number, Commit> {
  const at = committedLines(file, lines, range);
  const blamed = blame(range.git, [`${range.base}..${range.head}`], file, [...new Set(at.values())]);
  const moved = once(() => mover(range, file, 'A'));
  return new Map([...at].flatMap(([line, committed]) => {
    const by = blamed.get(committed);
    const commit = by === undefined || by.boundary ? moved() : by.commit;
    return commit === undefined ? [] : [[line, commit] as const];
  }));
}

/** The commit of the range that gives a file its name, or takes it away: its lines may have been there under another. */
function mover({ git, base, head }: CommitRange, file: string, filter: 'A' | 'D'): Commit | undefined {
  return commitIn(git.text('--literal-pathspecs', ...log, '--no-renames', `--diff-filter=${filter}`, '--max-count=1', `${base}..${head}`, '--', file));
}

/** The lines that lines of the working tree have in the commit that it is based on; those that are not committed are left out. */
function committedLines(file: string, lines: readonly number[], { git, head, readHead }: CommitRange): Map<number, number> {
  const same = new Map(lines.map((line) => [line, line]));
  if (readHead === undefined) return same;
  const committed = git.bytes(['cat-file', 'blob', `${head}:./${file}`]);
  const now = readHead(file);
  if (!committed.ok || now === undefined) return new Map();
  const before = committed.out.toString();
  if (before === now) return same;
  const out = new Map<number, number>();
  let [old, fresh] = [0, 0];
  for (const { sign } of compareLines(before, now)) {
    if (sign !== '+') old++;
    if (sign !== '-') fresh++;
    if (sign === ' ' && same.has(fresh)) out.set(fresh, old);
  }
  return out;
}

/** Who took away lines of base's file. */
function removers(file: string, lines: readonly number[], { git, base, head }: CommitRange): Map<number, Commit> {
  const last = blame(git, ['--reverse', `${base}..${head}`], file, lines);
  const behind = new Map<string, Commit | undefined>();
  const moved = once(() => mover({ git, base, head }, file, 'D'));
  return new Map(lines.flatMap((line) => {
    const id = last.get(line)?.commit.id;
    if (id !== undefined && !behind.has(id)) behind.set(id, next(git, id, head, file));
    const by = (id === undefined ? undefined : behind.get(id)) ?? moved();
    return by === undefined ? [] : [[line, by] as const];
  }));
}

const log = ['-c', 'i18n.logOutputEncoding=UTF-8', 'log', '--no-show-signature', '--no-textconv', '--no-ext-diff', '--no-mailmap', '--format=%H %s'];

function commitIn(said: string | undefined): Commit | undefined {
  const [, id, subject = ''] = /^([0-9a-f]{40,64}) (.*)/.exec(said ?? '') ?? [];
  return id === undefined ? undefined : { id, subject: subject.slice(0, longestSubject) };
}

/** The first commit behind another that changes a file. */
function next(git: Git, id: string, head: string, file: string): Commit | undefined {
  return commitIn(git.text('--literal-pathspecs', ...log, '--reverse', '--ancestry-path', `${id}..${head}`, '--', file));
}

interface Blamed {
  readonly commit: Commit;
  /** It is the older end of the range. */
  readonly boundary: boolean;
}

/** What `git blame` says of some lines; nothing where it fails, as it does for what is no file. */
function blame(git: Git, range: readonly string[], file: string, lines: readonly number[]): Map<number, Blamed> {
  if (lines.length === 0) return new Map();
  const result = git.bytes(['-c', 'i18n.logOutputEncoding=UTF-8', 'blame', '--porcelain', '--no-textconv', ...lines.flatMap((line) => ['-L', `${line},+1`]), ...range, '--', file]);
  if (!result.ok) return lines.length === 1 ? new Map() : new Map(lines.flatMap((line) => [...blame(git, range, file, [line])]));
  const commits = new Map<string, { subject: string; boundary: boolean }>();
  const at = new Map<number, string>();
  let id = '';
  for (const line of result.out.toString().split('\n')) {
    const head = /^([0-9a-f]{40,64}) (\d+) (\d+)/.exec(line);
    if (head !== null) {
      id = head[1]!;
      at.set(Number(head[3]), id);
      if (!commits.has(id)) commits.set(id, { subject: '', boundary: false });
    } else if (line.startsWith('summary ')) commits.get(id)!.subject = line.slice('summary '.length);
    else if (line === 'boundary') commits.get(id)!.boundary = true;
  }
  return new Map([...at].map(([line, commit]) => [line, { commit: { id: commit, subject: commits.get(commit)!.subject.slice(0, longestSubject) }, boundary: commits.get(commit)!.boundary }]));
}
