import { familiesOf } from './levels.ts';
import { pointerToken } from '../lib/json.ts';
import { suggest } from '../lib/suggest.ts';
import type { Config } from '../model/config.ts';
import type { Level } from '../model/finding.ts';
import type { LoadedRule } from '../rules/index.ts';
import { draft, type Draft } from './draft.ts';
import { withLevels, type Found } from './gather.ts';
import { applyInline, type InlineIgnore } from './inline.ts';
import { isChangeRule } from './run-rules.ts';
import { applySuppressions, type Checked } from './suppress.ts';
import { withoutRestated } from './verdict.ts';

/** What has to be known of a rule to tell which findings stand; data only. */
export interface RuleFacts {
  readonly id: string;
  /** Judges a change, so that a run over one side says nothing of it. */
  readonly ofChange: boolean;
  readonly restatesVerdict: boolean;
}

export function ruleFacts({ id, rule }: LoadedRule): RuleFacts {
  return { id, ofChange: isChangeRule(rule), restatesVerdict: rule.meta.restatesVerdict === true };
}

export interface SettleInput<F extends Found> {
  /** All that was found in the clusters. */
  readonly found: readonly F[];
  readonly config: Pick<Config, 'clusters' | 'suppressions'>;
  readonly rules: readonly RuleFacts[];
  readonly clusters: readonly Checked[];
  readonly inline: readonly InlineIgnore[];
  readonly today: string;
  readonly level: (id: string) => Level;
}

export interface Settled<F> {
  readonly kept: readonly F[];
  /** What is wrong with suppressions themselves. */
  readonly own: readonly Found[];
  readonly silenced: number;
}

/** Takes out what is said better by another finding, and what is silenced; adds what is wrong with the silencing itself. */
export function settle<F extends Found>({ found, config, rules, clusters, inline, today, level }: SettleInput<F>): Settled<F> {
  const shown = withoutRestated(found, new Set(rules.filter(({ restatesVerdict }) => restatesVerdict).map(({ id }) => id)));
  const ids = rules.map(({ id }) => id);
  const ofChange = new Set(rules.filter((rule) => rule.ofChange).map(({ id }) => id));
  const hasRun = (id: string) => !ofChange.has(id);
  const complete = config.clusters.every(({ name }) => clusters.some((cluster) => cluster.name === name)) && clusters.every(({ units }) => units.every(({ outcome }) => outcome === 'rendered'));
  const here = applyInline(shown, inline, ids, complete, hasRun);
  const { kept, own } = applySuppressions(here.kept, config, ids, clusters, today, hasRun);
  return { kept, own: withLevels([...here.own, ...own], level), silenced: shown.length - kept.length };
}

/** Levels in validate.yaml that set nothing: for rules that do not exist, and off for those that always speak. */
export function idleLevels(config: Config, rules: readonly LoadedRule[]): Draft[] {
  const ids = rules.map(({ id }) => id);
  const known = [...ids, ...familiesOf(ids)];
  const always = new Set(rules.filter(({ rule }) => rule.meta.always === true).map(({ id }) => id));
  return [config.rules, ...config.clusters.map((cluster) => cluster.rules)].flatMap((levels, index) => Object.entries(levels).flatMap(([name, level]): Draft[] => {
    const place = config.placeOf(`${index === 0 ? '' : `/clusters/${index - 1}`}/rules/${pointerToken(name)}`);
    if (always.has(name) && level === 'off') return [draft('config/invalid', `${name} cannot be off: it tells what was not checked; suppress what is known, with a reason`, { place })];
    if (known.includes(name)) return [];
    const near = suggest(name, known);
    return [draft('config/unknown-rule', `no rule is called "${name}"${near === undefined ? '' : `; did you mean "${near}"?`}`, { place })];
  }));
}
