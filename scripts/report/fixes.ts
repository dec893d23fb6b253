import type { Finding } from '../model/finding.ts';
import type { Fix } from '../model/fix.ts';
import { visible } from './visible.ts';

export interface Fixed {
  readonly fixed: readonly { readonly fix: Fix; readonly findings: readonly Finding[] }[];
  /** What has a fix that was not written, and why. */
  readonly left: readonly { readonly finding: Finding; readonly why: string }[];
  readonly files: readonly string[];
}

/** What `--fix` did, or with `dryRun` would do: a line for each, and one for all. */
export function fixReport({ fixed, left, files }: Fixed, dryRun: boolean): string {
  const [done, not] = dryRun ? ['would fix', 'would not fix'] : ['fixed', 'not fixed'];
  const lines = [
    ...fixed.map(({ fix, findings: [finding] }) => `${done} ${finding === undefined ? '' : titled(finding)}: ${fix.description}`),
    ...[...new Set(left.map(({ finding, why }) => `${not} ${titled(finding)}: ${why}`))],
    `${fixed.length} ${dryRun ? 'to fix' : 'fixed'} in ${files.length} file${files.length === 1 ? '' : 's'}`,
  ];
  return `${lines.map((line) => visible(line.replace(/\s*\n\s*/g, ' '))).join('\n')}\n`;
}

function titled({ place, rule, message }: Finding): string {
  return `${place === undefined ? '' : `${place.file}:${place.line}:${place.column} `}${rule} (${message})`;
}
