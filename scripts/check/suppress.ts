import type { Config, Suppression } from '../model/config.ts';
import type { Finding } from '../model/finding.ts';
import type { Outcome } from '../model/unit.ts';
import { globMatches } from '../lib/glob.ts';
import { suggest } from '../lib/suggest.ts';
import { draft, type Draft } from './draft.ts';
import { familiesOf, namesRule } from './levels.ts';

/** Whether a suppression is about a finding: rule, object and pointer by glob, cluster where it names one. */
function suppresses(suppression: Suppression, finding: Pick<Finding, 'rule' | 'object' | 'pointer' | 'cluster'>): boolean {
  const { object } = finding;
  const name = object === undefined ? '' : `${object.kind}/${object.namespace}/${object.name}`;
  return (
    namesRule(suppression.rule, finding.rule) &&
    globMatches(suppression.object, name) &&
    (suppression.pointer === undefined || globMatches(suppression.pointer, finding.pointer ?? '')) &&
    (suppression.cluster === undefined || suppression.cluster === finding.cluster)
  );
}

/** A cluster that was checked, and what became of its units. */
export interface Checked {
  readonly name: string;
  readonly units: readonly { readonly outcome: Outcome }[];
}

export interface Suppressed<Found> {
  readonly kept: readonly Found[];
  readonly silenced: number;
  /** What is wrong with the suppressions themselves. */
  readonly own: readonly Draft[];
}

/**
 * Takes out what the suppressions silence. One that is out of date silences nothing; one that silences nothing, or names
 * no rule, is itself found. Of a run over some clusters, or one that could not render what a suppression is about, nothing
 * follows for the rest, nor for rules that this run has not run.
 */
export function applySuppressions<Found extends Draft>(findings: readonly Found[], config: Pick<Config, 'clusters' | 'suppressions'>, ruleIds: readonly string[], clusters: readonly Checked[], today: string, hasRun: (id: string) => boolean = () => true): Suppressed<Found> {
  const names = clusters.map(({ name }) => name);
  const own: Draft[] = [];
  const used = new Set<Suppression>();
  const active = config.suppressions.filter((suppression) => {
    const { rule, expires, place } = suppression;
    if (!ruleIds.some((id) => namesRule(rule, id))) {
      const near = suggest(rule, [...ruleIds, ...familiesOf(ruleIds)]);
      own.push(draft('config/suppression-unknown-rule', `no rule is called "${rule}"${near === undefined ? '' : `; did you mean "${near}"?`}`, { place }));
      return false;
    }
    if (expires !== undefined && expires <= today) {
      own.push(draft('config/suppression-expired', `the suppression of ${rule} on ${suppression.object} ended on ${expires}; mend what it silenced or give it a new date`, { place }));
      return false;
    }
    return true;
  });
  const kept = findings.filter((finding) => {
    const by = active.filter((suppression) => suppresses(suppression, finding));
    for (const suppression of by) used.add(suppression);
    return by.length === 0;
  });
  const complete = config.clusters.every(({ name }) => names.includes(name));
  for (const suppression of active) {
    const wasChecked = suppression.cluster === undefined ? complete : names.includes(suppression.cluster);
    const isForThisRun = ruleIds.some((id) => hasRun(id) && namesRule(suppression.rule, id));
    if (!used.has(suppression) && isForThisRun && wasChecked && !clusters.some((checked) => mayBeUnrendered(suppression, checked)))
      {
      const near = meant(suppression, kept);
      own.push(draft('config/suppression-unused', `the suppression of ${suppression.rule} on ${suppression.object} silences nothing; ${near === undefined ? 'remove it' : `did you mean "${near}"?`}`, { place: suppression.place }));
    }
  }
  return { kept, silenced: findings.length - kept.length, own };
}

/** The object that a suppression may have meant: one of a like name in which its rule still finds something. */
function meant({ rule, object }: Suppression, findings: readonly Draft[]): string | undefined {
  const names = [...new Set(findings.flatMap(({ rule: found, object: at }) => (at !== undefined && namesRule(rule, found) ? [`${at.kind}/${at.namespace}/${at.name}`] : [])))];
  return names.find((name) => name.toLowerCase() === object.toLowerCase()) ?? suggest(object, names);
}

/** Whether the object that a suppression names may be in a unit that was not rendered; charts write into other namespaces, too. */
function mayBeUnrendered({ cluster }: Suppression, { name, units }: Checked): boolean {
  return (cluster === undefined || cluster === name) && units.some(({ outcome }) => outcome !== 'rendered');
}
