import { isFolder, type RenderOptions } from './clusters.ts';
import { runDiff, targetOf } from './diff.ts';
import type { RunResult } from './run.ts';

/**
 * A run over the working tree that tells only what the change brings: the findings that base does not have as well. Both sides are
 * rendered and checked as a whole, what they have alike once, so that nothing a change does elsewhere is missed.
 */
export async function runChanged(render: RenderOptions, base: string | undefined, env: RenderOptions['env']): Promise<(RunResult & { readonly note: string }) | { readonly message: string }> {
  if (!isFolder(render.root)) return { message: `${render.root} is no folder` };
  const target = targetOf(env);
  const result = await runDiff({ render, check: 'introduced', ...(base !== undefined && { base }), ...(target !== undefined && { target }) });
  if (!result.ok) return result;
  const { diff, report, clusters, readHead, dispose } = result;
  dispose();
  const introduced = diff.introduced ?? [];
  const left = (report?.findings.length ?? 0) - introduced.length;
  const note = `compared with ${diff.base.name}${diff.base.commit === undefined ? '' : ` (${diff.base.commit.slice(0, 10)})`}; ${left === 0 ? 'it has none of the findings' : `${left === 1 ? 'a finding' : `${left} findings`} that it has too ${left === 1 ? 'is' : 'are'} left out`}`;
  return { report: { ...report!, findings: [...introduced, ...diff.findings] }, clusters, readSource: readHead, note };
}
