import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Rule, RuleText } from '../model/rule.ts';
import { loadRule } from './load.ts';

/** A rule with the id that its folder gives it. */
export interface LoadedRule {
  /** `family/id` */
  readonly id: string;
  readonly rule: Rule;
  /** Of the repository's own, and not of the tool. */
  readonly isForeign?: true;
}

/** The ids of all rules: the folders `<family>/<id>/` that hold a rule.ts, in alphabetical order. */
export function ruleIds(folder: string = import.meta.dirname): string[] {
  const folders = (of: string): string[] => readdirSync(of, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
  return folders(folder).flatMap((family) =>
    folders(join(folder, family)).filter((id) => readdirSync(join(folder, family, id)).includes('rule.ts')).map((id) => `${family}/${id}`),
  );
}

/** Loads the tool's rules. */
export async function loadRules(): Promise<readonly LoadedRule[]> {
  return Promise.all(ruleIds().map((id) => load(import.meta.dirname, id)));
}

/**
 * Loads the rules of a repository's own, in the layout of the tool's. What cannot be a rule is left out and told: a module that
 * throws or exports none, a name that a rule of the tool has.
 */
export async function loadOwnRules(folder: string, taken: readonly string[]): Promise<{ readonly rules: readonly LoadedRule[]; readonly failed: readonly string[] }> {
  const rules: LoadedRule[] = [];
  const failed: string[] = [];
  for (const id of ruleIds(folder)) {
    try {
      const loaded = await load(folder, id);
      const { rule } = loaded as { rule?: Partial<Rule> & { check?: unknown; checkCluster?: unknown; checkChange?: unknown } };
      if (taken.includes(id)) failed.push(`own rule ${id}: the tool has a rule of that name; choose another`);
      else if (typeof rule?.meta?.level !== 'string' || typeof (rule.check ?? rule.checkCluster ?? rule.checkChange) !== 'function') failed.push(`own rule ${id}: rule.ts exports no rule; write export default { meta: { summary, level, source }, check … }`);
      else rules.push({ ...loaded, isForeign: true });
    } catch (error) {
      failed.push(`own rule ${id} cannot be loaded: ${(error as Error).message.split('\n', 1)[0]}`);
    }
  }
  return { rules, failed };
}

async function load(folder: string, id: string): Promise<LoadedRule> {
  return { id, rule: await loadRule(folder, id) };
}

/** The README of a rule of the tool. */
export function readmeOf(id: string): string {
  return readFileSync(join(import.meta.dirname, id, 'README.md'), 'utf8');
}

/** What reports say of the tool's rules. */
export async function ruleTexts(): Promise<readonly RuleText[]> {
  return (await loadRules()).map(({ id, rule: { meta } }) => ({ id, summary: meta.summary, level: meta.level, help: readmeOf(id).trim() }));
}
