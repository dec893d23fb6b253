import { count } from '../lib/count.ts';
import type { Diff } from '../model/diff.ts';
import type { Finding } from '../model/finding.ts';
import type { ClusterReport, Report } from '../model/report.ts';
import type { Place } from '../model/place.ts';
import { levelCounts, markdownReport } from '../report/markdown.ts';
import type { LineLink } from '../report/link.ts';
import { prose, quote } from '../report/quote.ts';
import { reviewMarkdown } from '../report/review.ts';
import { Refused } from './api.ts';
import { gitea } from './gitea.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import type { Comment, Forge, ForgeName, ForgeOptions, Status } from './forge.ts';
import { readMarker, writeMarker, type Marker } from './marker.ts';
import { writeNotes } from './write-notes.ts';

export { lineAddress } from './line-address.ts';
export { findTarget, type Target } from './target.ts';

export interface ReviewInput {
  /** Of head. */
  readonly report: Report;
  /** What the change does, with the findings that it brings and mends. */
  readonly diff?: Diff;
  /** Why there is no diff: all findings count as new. */
  readonly withoutDiff?: string;
  /** The levels that make a status a failure. */
  readonly failing: readonly Finding['level'][];
  /** What base has as well makes nothing fail. */
  readonly newOnly?: boolean;
  /** `--cluster`, or `all`. */
  readonly clusters: string;
  /** The commit that was looked at, where it is known. */
  readonly head?: string;
  /** Of a run by hand, in a git repository: the commit that is checked out, and its parents where it merges some. */
  readonly checkedOut?: readonly string[];
  readonly page?: string;
  /** The address of a line of a commit, where the server has one. */
  readonly lineAt?: (place: Pick<Place, 'file' | 'line'>, commit: string) => string;
  /** The folder of the repository that was looked at: `kubernetes/`; nothing where it is all of it. */
  readonly prefix?: string;
  /** Sets a status for each cluster. */
  readonly withStatus: boolean;
  readonly source: (file: string) => string | undefined;
}

export interface ReviewResult {
  /** What was posted, a line each. */
  readonly done: readonly string[];
  /** What the server refused, each once. */
  readonly refused: readonly string[];
}

export function openForge(name: ForgeName, options: ForgeOptions): Forge {
  switch (name) {
    case 'gitea': return gitea(options);
    case 'forgejo': return gitea(options, 'Forgejo');
    case 'github': return github(options);
    case 'gitlab': return gitlab(options);
  }
}

/**
 * Posts a review: a status for each cluster, one comment that later runs edit, notes on changed lines. Running it again over the
 * same commit changes nothing. What the server refuses is told; the rest is posted all the same, unless nobody answers.
 */
export async function postReview(forge: Forge, input: ReviewInput): Promise<ReviewResult> {
  const done: string[] = [];
  const refused = new Set<string>();
  const step = async <T>(act: () => Promise<T>): Promise<T | undefined> => {
    try {
      return await act();
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      refused.add(error.message);
      // Nobody there, the wrong token, or a limit: every further request would end the same way.
      if (error.status === 0 || error.status === 401 || error.status === 429) throw new Stop();
      return undefined;
    }
  };
  try {
    const pull = await step(() => forge.pull());
    if (pull === undefined) return { done, refused: [...refused] };
    const { checkedOut } = input;
    if (checkedOut !== undefined && !checkedOut.includes(pull.head)) {
      return { done, refused: [`the pull request is at ${pull.head.slice(0, 10)} and ${checkedOut[0]?.slice(0, 10) ?? 'no commit'} is checked out: push it, or check out what the pull request has`] };
    }
    const commit = input.head ?? pull.head;
    let set = 0;
    for (const status of input.withStatus ? statuses(input) : []) if ((await step(async () => (await forge.setStatus(commit, status), true))) === true) set++;
    if (set > 0) done.push(`${count(set, 'commit status', 'commit statuses')} on ${commit.slice(0, 10)}`);
    if (commit !== pull.head) {
      done.push(`no comment: the pull request has moved on to ${pull.head.slice(0, 10)}, this run is of ${commit.slice(0, 10)}`);
      return { done, refused: [...refused] };
    }
    const me = await step(() => forge.me());
    if (me === undefined) return { done, refused: [...refused] };
    const wrote = await step(() => writeComment(forge, me, input, commit));
    if (wrote !== undefined) done.push(wrote);
    const { clusters, prefix = '', source } = input;
    const findings = [...(input.diff?.introduced ?? input.report.findings), ...(input.diff?.findings ?? [])].filter(({ level }) => level !== 'info');
    const noted = await step(() => writeNotes(forge, me, pull, { findings, clusters, prefix, source }));
    done.push(...(noted ?? []));
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
  }
  return { done, refused: [...refused] };
}

class Stop extends Error {}

/** The one comment of these clusters: edited where it is there, and only where it would say something else. */
async function writeComment(forge: Forge, me: string, input: ReviewInput, commit: string): Promise<string> {
  const marker: Marker = { kind: 'comment', clusters: input.clusters };
  const body = `${writeMarker(marker)}${commentText(input, commit, forge.limit - 1_000)}`;
  const own = await ownComment(forge, me, marker);
  if (own === undefined) {
    await forge.addComment(body);
    // Another run at the same time may have found none either: the first of the two stays.
    const first = await ownComment(forge, me, marker);
    if (first !== undefined && !sameText(first.body, body)) await forge.editComment(first.id, body);
    return 'comment written';
  }
  if (sameText(own.body, body)) return 'comment as it was';
  await forge.editComment(own.id, body);
  return 'comment edited';
}

/** The oldest of the comments that this tool wrote about these clusters; further ones are deleted. */
async function ownComment(forge: Forge, me: string, marker: Marker): Promise<Comment | undefined> {
  const all = (await forge.comments()).filter((comment) => comment.author === me && isSame(readMarker(comment.body), marker));
  const [own, ...further] = all.sort((a, b) => Number(a.id) - Number(b.id));
  for (const { id } of further) {
    await forge.deleteComment(id).catch((error: unknown) => {
      // The other run was faster.
      if (!(error instanceof Refused && error.status === 404)) throw error;
    });
  }
  return own;
}

/** The findings that may fail the run. Where base could not be compared, all are new. */
export function countedFindings({ report, diff, newOnly }: ReviewInput): Finding[] {
  return [...((newOnly === true ? diff?.introduced : undefined) ?? report.findings), ...(diff?.findings ?? [])];
}

/** What the comment says, without its marker; also the summary of a job. */
export function commentText(input: ReviewInput, commit: string | undefined, limit: number): string {
  const { report, diff, withoutDiff, page, failing, lineAt } = input;
  const shown = diff?.introduced === undefined ? report : { ...report, findings: diff.introduced };
  const old = report.findings.length - shown.findings.length;
  const aside = [
    ...(diff?.introduced === undefined ? [] : [`Compared with ${quote(sideName(diff.base))}: ${count(diff.introduced.length + diff.findings.length, 'finding')} new, ${diff.mended?.length ?? 0} gone, ${old} as before${old > 0 ? ' and not listed here' : ''}.`]),
    ...(withoutDiff === undefined ? [] : [`Not compared with base, so everything counts as new: ${prose(withoutDiff)}`]),
  ];
  const run = [...(commit === undefined ? [] : [`commit ${commit.slice(0, 10)}`]), ...(page === undefined ? [] : [`[log of the run](${encodeURI(page)})`])];
  const commits = { base: diff?.base.commit, head: commit };
  const link: LineLink = (place, side) => (lineAt === undefined || commits[side] === undefined ? undefined : lineAt(place, commits[side]));
  if (diff === undefined) return withoutTime(markdownReport(shown, limit, run.length === 0 ? aside : [...aside, run.join(', ')], link));
  const fails = countedFindings(input).some(({ level }) => failing.includes(level));
  return reviewMarkdown(shown, diff, { limit, fails, failing, aside, run, link });
}

function sideName({ name, commit }: Diff['base']): string {
  return commit === undefined ? name : `${name} (${commit.slice(0, 10)})`;
}

/** The seconds that a run took are no reason to edit a comment. */
function withoutTime(markdown: string): string {
  return markdown.replace(/^(\d+ rules.*), \d+\.\d s$/m, '$1');
}

/** A status for each cluster; what belongs to none counts in each. */
export function statuses(input: ReviewInput): Status[] {
  const { report, diff, failing, page, clusters } = input;
  const of = (cluster: ClusterReport | undefined): Status => {
    const mine = (findings: readonly Finding[]) => findings.filter((finding) => finding.cluster === undefined || finding.cluster === cluster?.name);
    const all = mine([...report.findings, ...(diff?.findings ?? [])]);
    const levels = levelCounts(all);
    const units = cluster?.units ?? [];
    const state = report.incomplete ? 'error' : mine(countedFindings(input)).some(({ level }) => failing.includes(level)) ? 'failure' : 'success';
    const found = report.incomplete ? 'could not be checked' : levels.length === 0 ? 'no findings' : levels.join(', ');
    const fresh = diff?.introduced === undefined || levels.length === 0 ? '' : ` (${mine([...diff.introduced, ...diff.findings]).length} new)`;
    return {
      context: `validate/${cluster?.name ?? clusters}`, state,
      description: `${found}${fresh}${cluster === undefined ? '' : `; ${units.filter(({ outcome }) => outcome === 'rendered').length} of ${count(units.length, 'unit')} rendered, ${count(cluster.manifests, 'manifest')}`}`,
      ...(page !== undefined && { url: page }),
    };
  };
  return report.clusters.length === 0 ? [of(undefined)] : report.clusters.map(of);
}

function isSame(one: Marker | undefined, other: Marker): boolean {
  return one?.kind === other.kind && one.clusters === other.clusters;
}

/** Servers rewrite line ends and cut white space at the end. */
function sameText(one: Comment['body'], other: string): boolean {
  const plain = (text: string) => text.replaceAll('\r\n', '\n').trimEnd();
  return plain(one) === plain(other);
}
