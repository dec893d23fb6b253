import type { ClusterChange } from '../model/change.ts';
import type { Config } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import type { LoadedRule } from '../rules/index.ts';
import { applyInline, type InlineIgnore } from './inline.ts';
import { levelOf } from './levels.ts';
import { ordered, type CheckResult } from './result.ts';
import { isChangeRule, runChangeRules } from './run-rules.ts';
import { applySuppressions } from './suppress.ts';

export interface ChangeCheckInput {
  /** One for each cluster that was compared. */
  readonly changes: readonly ClusterChange[];
  /** Of head. */
  readonly config: Config;
  readonly rules: readonly LoadedRule[];
  /** `2026-11-21` */
  readonly today: string;
  /** `# validate-ignore` comments of head's files. */
  readonly inline?: readonly InlineIgnore[];
}

/**
 * What the change rules find, with levels and suppressions as in a run over one side. Suppressions are never unused here: what
 * they are for comes and goes with the change.
 */
export function checkChanges({ changes, config, rules, today, inline = [] }: ChangeCheckInput): CheckResult {
  const own = rules.filter(({ rule }) => isChangeRule(rule));
  const levels = new Map<string, ReturnType<typeof levelOf>>();
  const found = changes.flatMap((change) => {
    const { name, profile } = change.head.cluster;
    for (const rule of rules) levels.set(`${rule.id} ${name}`, levelOf(rule, profile, config, config.clusters.find((cluster) => cluster.name === name)));
    return runChangeRules(change, own.filter(({ id }) => levels.get(`${id} ${name}`) !== 'off'));
  });
  const ids = rules.map(({ id }) => id);
  const here = applyInline(found, inline, ids, false);
  const { kept } = applySuppressions(here.kept, config, ids, changes.map(({ head }) => head.cluster), today, () => false);
  const findings = kept.flatMap(({ mends: _, askChart: __, ...draft }): Finding[] => {
    const level = levels.get(`${draft.rule} ${draft.cluster}`) ?? 'error';
    return level === 'off' ? [] : [{ ...draft, level }];
  });
  return { findings: ordered(findings), silenced: found.length - kept.length, rulesRun: own.length };
}
