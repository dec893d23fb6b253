import { visible } from './visible.ts';

/** The stages of a run with their seconds, and what they add up to, for `--timing`. */
export function timingReport(stages: ReadonlyMap<string, number>, total: number): string {
  const row = (ms: number, name: string) => `  ${(ms / 1000).toFixed(2).padStart(7)} s  ${visible(name)}`;
  const known = [...stages.values()].reduce((sum, ms) => sum + ms, 0);
  return `${[...[...stages].map(([name, ms]) => row(ms, name)), row(Math.max(0, total - known), 'the rest'), row(total, 'in all')].join('\n')}\n`;
}
