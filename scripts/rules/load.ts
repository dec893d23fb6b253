import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Rule } from '../model/rule.ts';

/** Loads `<folder>/<family>/<id>/rule.ts`. In a build another module stands here, which holds the tool's own rules (build/bundle.ts). */
export async function loadRule(folder: string, id: string): Promise<Rule> {
  return ((await import(pathToFileURL(join(folder, id, 'rule.ts')).href)) as { default: Rule }).default;
}
