import { isFolder, type RenderOptions } from './clusters.ts';
import type { ClusterChange } from '../model/change.ts';
import { runDiff, targetOf } from './diff.ts';
import type { RunResult } from './run.ts';

export interface ChangedRun extends RunResult {
  /** What was compared, in a sentence. */
  readonly note: string;
  readonly changes: readonly ClusterChange[];
}

/**
 * A run over the working tree that knows what the change is, and tells only what it brings: the findings that base does not have as
 * well; with `whole`, all of them. Both sides are rendered and checked as a whole, what they have alike once, so that nothing a change
 * does elsewhere is missed.
 */
export async function runChanged(render: RenderOptions, base: string | undefined, env: RenderOptions['env'], { whole = false }: { readonly whole?: boolean } = {}): Promise<ChangedRun | { readonly message: string }> {
  if (!isFolder(render.root)) return { message: `${render.root} is no folder` };
  const target = targetOf(env);
  const result = await runDiff({ render, check: whole ? 'head' : 'introduced', ...(base !== undefined && { base }), ...(target !== undefined && { target }) });
  if (!result.ok) return result;
  const { diff, changes, report, clusters, readHead, dispose } = result;
  dispose();
  const introduced = diff.introduced ?? [];
  const left = (report?.findings.length ?? 0) - introduced.length;
  const compared = `compared with ${diff.base.name}${diff.base.commit === undefined ? '' : ` (${diff.base.commit.slice(0, 10)})`}`;
  if (whole) return { report: report!, clusters, readSource: readHead, note: compared, changes };
  const note = `${compared}; ${left === 0 ? 'it has none of the findings' : `${left === 1 ? 'a finding' : `${left} findings`} that it has too ${left === 1 ? 'is' : 'are'} left out`}`;
  return { report: { ...report!, findings: [...introduced, ...diff.findings] }, clusters, readSource: readHead, note, changes };
}
