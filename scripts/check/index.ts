import type { Finding } from '../model/finding.ts';
import type { Fixer } from '../model/fix.ts';
import { gather, levelsOf, withLevels, type Found, type GatherInput } from './gather.ts';
import type { InlineIgnore } from './inline.ts';
import { isChangeRule } from './run-rules.ts';
import { ordered, type CheckResult } from './result.ts';
import { idleLevels, ruleFacts, settle } from './settle.ts';

export { loadOwnRules, loadRules, ruleIds, type LoadedRule } from '../rules/index.ts';
export { adopt, type Adopted } from './adopt.ts';
export { checkChanges, type ChangeCheckInput } from './changes.ts';
export { ordered, type CheckResult } from './result.ts';
export { applyBaseline, makeBaseline, readBaseline, writeBaseline, type Baseline } from './baseline.ts';
export { activeRules, gather, levelsOf, withLevels, type Found } from './gather.ts';
export { inlineIgnores, type InlineIgnore } from './inline.ts';
export { levelOf } from './levels.ts';
export type { Source } from './sources.ts';
export { fromProblem } from './problems.ts';
export { idleLevels, ruleFacts, settle, type RuleFacts } from './settle.ts';
export { piecesOf, type Piece, type Share } from './share.ts';
export { verdicts } from './verdict.ts';

export interface CheckInput extends Omit<GatherInput, 'shareOf'> {
  /** `2026-11-21`; suppressions that end on it or before are out of date. */
  readonly today: string;
  /** `# validate-ignore` comments of the repository's files, from `inlineIgnores`. */
  readonly inline?: readonly InlineIgnore[];
  /** Finds what `--fix` writes; no finding has a fix without it. */
  readonly fixer?: Fixer;
}

/**
 * Everything that is wrong with the clusters: the rules' findings, the problems of earlier stages, and what is wrong with
 * the configuration of the rules themselves. Sorted, each finding once. Never throws for what a repository holds.
 */
export function check(input: CheckInput): CheckResult {
  const { graphs, config, rules, today, inline = [], fixer } = input;
  const level = levelsOf(rules, config, graphs);
  const { kept, own, silenced } = settle({ found: gather(input), config, rules: rules.map(ruleFacts), clusters: graphs.map(({ cluster }) => cluster), inline, today, level: (id) => level(id, undefined) });
  return { findings: ordered([...kept, ...own, ...withLevels(idleLevels(config, rules), level)].map((found) => finish(found, fixer))), silenced, rulesRun: rulesRun(rules, level, graphs[0]?.cluster.name) };
}

/** How many rules look at what a run finds in its first cluster. */
export function rulesRun(rules: GatherInput['rules'], level: ReturnType<typeof levelsOf>, first: string | undefined): number {
  return rules.filter(({ id, rule }) => !('reportedBy' in rule) && !isChangeRule(rule) && level(id, first) !== 'off').length;
}

/** What is worth a look only when a finding is shown. Of notes the chart is not asked: that costs renders. */
export function finish({ mends, askChart, ...found }: Found, fixer: Fixer | undefined): Finding {
  const chart = found.level === 'info' ? undefined : askChart?.();
  const finding = { ...found, ...(chart !== undefined && { chart }) };
  if (mends === undefined || fixer === undefined) return finding;
  const fix = fixer(mends);
  return { ...finding, ...('refused' in fix ? { unfixable: fix.refused } : { fix }) };
}
