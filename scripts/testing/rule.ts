import { readFileSync } from 'node:fs';
import { emptyConfig } from '../discover/config.ts';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Cluster } from '../model/cluster.ts';
import type { Fixer } from '../model/fix.ts';
import type { Rule } from '../model/rule.ts';
import { check, checkChanges } from '../check/index.ts';
import { changeOf } from '../diff/index.ts';
import { applyFixes, makeFixer } from '../fix/index.ts';
import { buildGraph } from '../graph/index.ts';
import { exampleChange, exampleCluster, readExamples } from './examples.ts';

export interface RuleTest {
  /** Of the test file: `import.meta.dirname`. */
  readonly folder: string;
  readonly rule: Rule;
  /** What the cluster of the README's examples has beside their documents. */
  readonly cluster?: Partial<Cluster>;
  /** More texts in which the rule finds exactly these, each "`pointer`: message". */
  readonly finds?: readonly { readonly name: string; readonly yaml: string; readonly findings: readonly string[]; readonly cluster?: Partial<Cluster> }[];
  /** Texts in which the rule finds nothing. */
  readonly silent?: readonly { readonly name: string; readonly yaml: string; readonly cluster?: Partial<Cluster> }[];
}

/** Runs the examples of a rule's README, and more cases: messages and pointers must be exactly those written. */
export function testRule({ folder, rule, cluster: shared = {}, finds = [], silent = [] }: RuleTest): void {
  const id = idOf(folder);
  const examples = readExamples(readFileSync(join(folder, 'README.md'), 'utf8'));
  describe(id, () => {
    examples.bad.forEach(({ yaml, findings }, index) => it(`finds in bad example ${index + 1}`, () => expect(findIn(id, rule, yaml, shared)).toEqual(findings)));
    const mended = examples.bad.map(({ yaml }) => ({ yaml, fixed: fixIn(id, rule, yaml) })).filter(({ yaml, fixed }) => fixed !== yaml);
    if (mended.length > 0 || examples.fixed.length > 0) it('shows as fixed what --fix makes of the bad examples, once and for all', () => {
      expect(mended.map(({ fixed }) => fixed)).toEqual(examples.fixed);
      for (const { fixed } of mended) expect([findIn(id, rule, fixed), fixIn(id, rule, fixed)]).toEqual([[], fixed]);
    });
    examples.good.forEach((yaml, index) => it(`is silent in good example ${index + 1}`, () => expect(findIn(id, rule, yaml, shared)).toEqual([])));
    for (const { name, yaml, findings, cluster } of finds) it(`finds: ${name}`, () => expect(findIn(id, rule, yaml, cluster)).toEqual(findings));
    for (const { name, yaml, cluster } of silent) it(`is silent: ${name}`, () => expect(findIn(id, rule, yaml, cluster)).toEqual([]));
  });
}

/** The rule's id: the last two of its folders, in the tool as in a repository's own. */
export function idOf(folder: string): string {
  return `${basename(dirname(folder))}/${basename(folder)}`;
}

/** What one rule finds in a text, as the READMEs write it. */
export function findIn(id: string, rule: Rule, yaml: string, cluster: Partial<Cluster> = {}): string[] {
  return report(id, rule, yaml, cluster);
}

/** A text after what one rule finds in it is mended, wherever it has one right answer. */
function fixIn(id: string, rule: Rule, yaml: string): string {
  const { findings } = checkOne(id, rule, yaml, {}, makeFixer(() => yaml));
  return applyFixes(findings.flatMap(({ fix }) => fix ?? []), () => yaml).texts.get('example.yaml') ?? yaml;
}

/** The text is manifests of one unit, or two such texts for a rule over a change; for a rule over files it is one of those. */
function checkOne(id: string, rule: Rule, yaml: string, cluster: Partial<Cluster>, fixer?: Fixer) {
  if ('checkChange' in rule) {
    const { base, head } = exampleChange(yaml, cluster);
    return checkChanges({ changes: [changeOf(base, head)], config: { ...emptyConfig, rules: { [id]: 'error' } }, rules: [{ id, rule }], today: '2026-01-01' });
  }
  const isSource = 'checkSource' in rule;
  return check({ graphs: [buildGraph(exampleCluster(isSource ? '' : yaml, cluster))], ...(isSource && { sources: () => [{ file: 'example.yaml', text: yaml }] }), config: { ...emptyConfig, rules: { [id]: 'error' } }, rules: [{ id, rule }], today: '2026-01-01', withoutVerdict: true, ...(fixer !== undefined && { fixer }) });
}

function report(id: string, rule: Rule, yaml: string, cluster: Partial<Cluster>): string[] {
  const { findings } = checkOne(id, rule, yaml, cluster);
  return findings.map(({ pointer, message, rule: by }) => `${by === id ? '' : `${by} `}\`${pointer ?? ''}\`: ${message}`);
}
