import type { ClusterConfig, Config } from '../model/config.ts';
import type { Level } from '../model/finding.ts';
import type { LoadedRule } from '../rules/index.ts';

/** Whether `family/id`, or `family/*` for all of a family, names a rule. */
export function namesRule(name: string, id: string): boolean {
  return name === id || (name.endsWith('/*') && id.startsWith(name.slice(0, -1)));
}

/** `workload/*` for each family of the rules. */
export function familiesOf(ids: readonly string[]): readonly string[] {
  return [...new Set(ids.map((id) => `${id.slice(0, id.indexOf('/'))}/*`))];
}

type Levels = Readonly<Record<string, Level>>;

/**
 * The level of a rule in a cluster: the rule's default, under the profile's, under validate.yaml's `rules`, under the
 * cluster's `rules`. In each, the rule's id goes before its family (`family/*`). What tells that something was not checked is never off.
 */
export function levelOf({ id, rule }: LoadedRule, profile: string, config: Pick<Config, 'rules'>, cluster?: Pick<ClusterConfig, 'rules'>): Level {
  const family = `${id.slice(0, id.indexOf('/'))}/*`;
  const named = (levels: Levels | undefined): Level | undefined => {
    if (levels === undefined) return undefined;
    return Object.hasOwn(levels, id) ? levels[id] : Object.hasOwn(levels, family) ? levels[family] : undefined;
  };
  const profiles = rule.meta.profiles;
  const ofProfile = profiles !== undefined && Object.hasOwn(profiles, profile) ? profiles[profile] : undefined;
  const level = named(cluster?.rules) ?? named(config.rules) ?? ofProfile ?? rule.meta.level;
  return level === 'off' && rule.meta.always === true ? rule.meta.level : level;
}
