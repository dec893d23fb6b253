import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rule, RuleText } from '../model/rule.ts';

/** A rule with the id that its folder gives it. */
export interface LoadedRule {
  /** `family/id` */
  readonly id: string;
  readonly rule: Rule;
}

/** The ids of all rules: the folders `<family>/<id>/` that hold a rule.ts, in alphabetical order. */
export function ruleIds(folder: string = import.meta.dirname): string[] {
  const folders = (of: string): string[] => readdirSync(of, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => name).sort();
  return folders(folder).flatMap((family) =>
    folders(join(folder, family)).filter((id) => readdirSync(join(folder, family, id)).includes('rule.ts')).map((id) => `${family}/${id}`),
  );
}

/** Loads the tool's rules and, where a folder is named, a repository's own ones (same layout). */
export async function loadRules(ownFolder?: string): Promise<readonly LoadedRule[]> {
  const from = async (folder: string): Promise<LoadedRule[]> =>
    Promise.all(
      ruleIds(folder).map(async (id) => {
        const module = (await import(pathToFileURL(join(folder, id, 'rule.ts')).href)) as { default: Rule };
        return { id, rule: module.default };
      }),
    );
  return [...(await from(import.meta.dirname)), ...(ownFolder === undefined ? [] : await from(ownFolder))];
}

/** The README of a rule of the tool. */
export function readmeOf(id: string): string {
  return readFileSync(join(import.meta.dirname, id, 'README.md'), 'utf8');
}

/** What reports say of the tool's rules. */
export async function ruleTexts(): Promise<readonly RuleText[]> {
  return (await loadRules()).map(({ id, rule: { meta } }) => ({ id, summary: meta.summary, level: meta.level, help: readmeOf(id).trim() }));
}
