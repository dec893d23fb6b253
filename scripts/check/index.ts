import type { Config } from '../model/config.ts';
import type { Finding, Level } from '../model/finding.ts';
import type { Fixer } from '../model/fix.ts';
import type { Graph } from '../model/graph.ts';
import type { Problem } from '../model/problem.ts';
import { pointerToken } from '../lib/json.ts';
import { suggest } from '../lib/suggest.ts';
import type { LoadedRule } from '../rules/index.ts';
import { draft, type Draft } from './draft.ts';
import { applyInline, type InlineIgnore } from './inline.ts';
import { levelOf } from './levels.ts';
import { ordered, type CheckResult } from './result.ts';
import { fromProblem, problemsOf } from './problems.ts';
import { isChangeRule, isSourceRule, runRules } from './run-rules.ts';
import { runSourceRule, type Source } from './sources.ts';
import { applySuppressions } from './suppress.ts';
import { verdicts, withoutRestated } from './verdict.ts';

export { loadOwnRules, loadRules, ruleIds, type LoadedRule } from '../rules/index.ts';
export { adopt, type Adopted } from './adopt.ts';
export { checkChanges, type ChangeCheckInput } from './changes.ts';
export type { CheckResult } from './result.ts';
export { applyBaseline, makeBaseline, readBaseline, writeBaseline, type Baseline } from './baseline.ts';
export { inlineIgnores, type InlineIgnore } from './inline.ts';
export { levelOf } from './levels.ts';
export { verdicts } from './verdict.ts';

export interface CheckInput {
  /** The graphs of the clusters that were rendered. */
  readonly graphs: readonly Graph[];
  readonly config: Config;
  readonly rules: readonly LoadedRule[];
  /** Problems that belong to no cluster's unit. */
  readonly problems?: readonly Problem[];
  /** `2026-11-21`; suppressions that end on it or before are out of date. */
  readonly today: string;
  /** `# validate-ignore` comments of the repository's files, from `inlineIgnores`. */
  readonly inline?: readonly InlineIgnore[];
  /** The files whose path matches, for rules over files. */
  readonly sources?: (paths: RegExp) => Iterable<Source>;
  /** Finds what `--fix` writes; no finding has a fix without it. */
  readonly fixer?: Fixer;
  /** Leaves the API server's verdict out, for tests of single rules. */
  readonly withoutVerdict?: boolean;
}

/**
 * Everything that is wrong with the clusters: the rules' findings, the problems of earlier stages, and what is wrong with
 * the configuration of the rules themselves. Sorted, each finding once. Never throws for what a repository holds.
 */
export function check({ graphs, config, rules, problems = [], today, inline = [], sources, fixer, withoutVerdict = false }: CheckInput): CheckResult {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const level = (id: string, cluster: string | undefined): Level => {
    const rule = byId.get(id);
    if (rule === undefined) return 'error';
    const ofCluster = config.clusters.find(({ name }) => name === cluster);
    const graph = graphs.find(({ cluster: { name } }) => name === cluster);
    return levelOf(rule, graph?.cluster.profile ?? ofCluster?.profile ?? 'production', config, ofCluster);
  };
  const drafts: Draft[] = problems.map((problem) => fromProblem(problem));
  for (const graph of graphs) {
    const active = rules.filter(({ id }) => level(id, graph.cluster.name) !== 'off');
    drafts.push(...problemsOf(graph.cluster), ...(withoutVerdict ? [] : verdicts(graph)), ...runRules(graph, active));
  }
  for (const { id, rule } of rules) if (isSourceRule(rule) && sources !== undefined && level(id, undefined) !== 'off') drafts.push(...runSourceRule(id, rule, sources(rule.files)));
  const restating = new Set(rules.filter(({ rule }) => rule.meta.restatesVerdict === true).map(({ id }) => id));
  const shown = withoutRestated(drafts, restating).filter((found) => level(found.rule, found.cluster) !== 'off');
  const ids = rules.map(({ id }) => id);
  const complete = config.clusters.every(({ name }) => graphs.some(({ cluster }) => cluster.name === name)) && graphs.every(({ cluster }) => cluster.units.every(({ outcome }) => outcome === 'rendered'));
  const hasRun = (id: string) => !isChangeRule(byId.get(id)!.rule);
  const here = applyInline(shown, inline, ids, complete, hasRun);
  const { kept, own } = applySuppressions(here.kept, config, ids, graphs, today, hasRun);
  const silenced = shown.length - kept.length;
  const findings = [...kept, ...here.own, ...own, ...unknownRules(config, ids)].flatMap((found): Finding[] => {
    const at = level(found.rule, found.cluster);
    return at === 'off' ? [] : [finish(found, at, fixer)];
  });
  return { findings: ordered(findings), silenced, rulesRun: rules.filter(({ id, rule }) => !('reportedBy' in rule) && !isChangeRule(rule) && level(id, graphs[0]?.cluster.name) !== 'off').length };
}

/** What is worth a look only when a finding is shown. Of notes the chart is not asked: that costs renders. */
function finish({ mends, askChart, ...found }: Draft, level: Finding['level'], fixer: Fixer | undefined): Finding {
  const chart = level === 'info' ? undefined : askChart?.();
  const finding = { ...found, level, ...(chart !== undefined && { chart }) };
  if (mends === undefined || fixer === undefined) return finding;
  const fix = fixer(mends);
  return { ...finding, ...('refused' in fix ? { unfixable: fix.refused } : { fix }) };
}

/** Levels in validate.yaml for rules that do not exist. */
function unknownRules(config: Config, ids: readonly string[]): Draft[] {
  const families = new Set(ids.map((id) => `${id.slice(0, id.indexOf('/'))}/*`));
  const known = [...ids, ...families];
  const levels = [config.rules, ...config.clusters.map(({ rules }) => rules)];
  return levels.flatMap((rules, index) => Object.keys(rules).filter((name) => !known.includes(name)).map((name) => {
    const near = suggest(name, known);
    const place = config.placeOf(`${index === 0 ? '' : `/clusters/${index - 1}`}/rules/${pointerToken(name)}`);
    return draft('config/unknown-rule', `no rule is called "${name}"${near === undefined ? '' : `; did you mean "${near}"?`}`, { place });
  }));
}
