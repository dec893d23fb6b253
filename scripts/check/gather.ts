import type { Config } from '../model/config.ts';
import type { Level } from '../model/finding.ts';
import type { Graph } from '../model/graph.ts';
import type { Problem } from '../model/problem.ts';
import { noRecall, type Recall } from '../lib/recall.ts';
import type { LoadedRule } from '../rules/index.ts';
import type { Draft } from './draft.ts';
import { levelOf } from './levels.ts';
import { failedSilently, fromProblem, problemsOf } from './problems.ts';
import { isSourceRule, runRules } from './run-rules.ts';
import type { Share } from './share.ts';
import { runSourceRule, type Source } from './sources.ts';
import { verdicts } from './verdict.ts';

export interface GatherInput {
  /** The graphs of the clusters that were rendered. */
  readonly graphs: readonly Graph[];
  readonly config: Config;
  readonly rules: readonly LoadedRule[];
  /** Problems that belong to no cluster's unit. */
  readonly problems?: readonly Problem[];
  /** The files whose path matches, for rules over files. */
  readonly sources?: (paths: RegExp) => Iterable<Source>;
  /** What is to be checked of a cluster; all of it where absent. */
  readonly shareOf?: (cluster: string) => Share;
  /** Runs these rules alone, where given: what the others find is not asked for. */
  readonly only?: ReadonlySet<string>;
  /** Remembers what was found in an object before. */
  readonly recall?: Recall;
  /** Leaves the API server's verdict out, for tests of single rules. */
  readonly withoutVerdict?: boolean;
}

/** A draft of a rule that is not off, with its level. */
export type Found = Draft & { readonly level: Exclude<Level, 'off'> };

/** Everything that rules, verdicts and earlier stages say, before anything of it is silenced. */
export function gather({ graphs, config, rules, problems = [], sources, shareOf, only, recall = noRecall, withoutVerdict = false }: GatherInput): Found[] {
  const level = levelsOf(rules, config, graphs);
  // Joined, not spread into arguments: there may be more of them than a call takes.
  const ofClusters = graphs.flatMap((graph): (readonly Draft[])[] => {
    const share = shareOf?.(graph.cluster.name);
    const met = problemsOf(graph.cluster, share);
    const refused = withoutVerdict ? [] : verdicts(graph, share, recall);
    return [met, refused, failedSilently(graph.cluster, met, refused, (id) => level(id, graph.cluster.name), share), runRules(graph, activeRules(rules, config, graph), { recall, ...(share !== undefined && { share }), ...(only !== undefined && { only }) })];
  });
  const ofSources = rules.map(({ id, rule, isForeign }): readonly Draft[] => (isSourceRule(rule) && sources !== undefined && only?.has(id) !== false && level(id, undefined) !== 'off' ? runSourceRule(id, rule, sources(rule.files), isForeign) : []));
  return withLevels([problems.map((problem) => fromProblem(problem)), ...ofClusters, ...ofSources].flat(), level);
}

/** Drafts with the levels of their rules, without those of rules that are off. */
export function withLevels(drafts: readonly Draft[], level: (id: string, cluster: string | undefined) => Level): Found[] {
  return drafts.flatMap((draft): Found[] => {
    const at = level(draft.rule, draft.cluster);
    return at === 'off' ? [] : [{ ...draft, level: at }];
  });
}

/** The rules whose level in a cluster is not off. */
export function activeRules(rules: readonly LoadedRule[], config: Config, graph: Graph): LoadedRule[] {
  const level = levelsOf(rules, config, [graph]);
  return rules.filter(({ id }) => level(id, graph.cluster.name) !== 'off');
}

/** Levels by rule and cluster; of a rule that nobody knows it is error. */
export function levelsOf(rules: readonly LoadedRule[], config: Pick<Config, 'clusters' | 'rules'>, graphs: readonly Graph[]): (id: string, cluster: string | undefined) => Level {
  const byId = new Map(rules.map((rule) => [rule.id, rule]));
  const profiles = new Map(graphs.map(({ cluster }) => [cluster.name, cluster.profile]));
  return (id, cluster) => {
    const rule = byId.get(id);
    const ofCluster = config.clusters.find(({ name }) => name === cluster);
    const profile = (cluster === undefined ? undefined : profiles.get(cluster)) ?? ofCluster?.profile ?? 'production';
    return rule === undefined ? 'error' : levelOf(rule, profile, config, ofCluster);
  };
}
