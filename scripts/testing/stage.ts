import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RenderOptions } from '../run/clusters.ts';
import { problemCodes } from '../model/problem.ts';
import type { ProblemRule } from '../model/rule.ts';
import { readExamples } from './examples.ts';
import { idOf } from './rule.ts';
import { validateExample, withFixes } from './stage-example.ts';

export interface StageRuleTest {
  /** Of the test file: `import.meta.dirname`. */
  readonly folder: string;
  readonly rule: ProblemRule;
  /** What a run has that no file holds, such as a program on PATH. */
  readonly setUp?: (root: string) => Partial<RenderOptions>;
}

const stages = new Set<string>(problemCodes);

/** The day on which the examples are run. */
const today = '2026-01-01';

/**
 * For rules that an earlier stage reports: each example of the README is a repository, and the whole of `npm run validate`
 * goes over it. Places and messages must be exactly those written; in a good example no stage may report anything.
 */
export function testStageRule({ folder, rule, setUp = () => ({}) }: StageRuleTest): void {
  const id = idOf(folder);
  const examples = readExamples(readFileSync(join(folder, 'README.md'), 'utf8'));
  describe(id, () => {
    beforeEach(() => void vi.useFakeTimers({ now: new Date(today), toFake: ['Date'] }));
    afterEach(() => void vi.useRealTimers());
    const over = (text: string) => validateExample(text, setUp);
    const mended: { readonly text: string; readonly left: number }[] = [];
    examples.bad.forEach(({ yaml, findings }, index) => it(`finds in bad example ${index + 1}`, async () => {
      const found = (await over(yaml)).filter((finding) => finding.rule === id);
      expect(found.map(({ line }) => line)).toEqual(findings);
      expect([...new Set(found.map(({ level }) => level))]).toEqual([rule.meta.level]);
      const fixes = found.flatMap(({ fix }) => fix ?? []);
      if (fixes.length > 0) mended.push({ text: withFixes(yaml, fixes), left: found.length - fixes.length });
    }));
    it('shows as fixed what --fix makes of the bad examples', async () => {
      expect(mended.map(({ text }) => text)).toEqual(examples.fixed);
      for (const { text, left } of mended) {
        const found = (await over(text)).filter((finding) => finding.rule === id);
        expect([found.length, found.filter(({ fix }) => fix !== undefined)]).toEqual([left, []]);
      }
    });
    examples.good.forEach((yaml, index) => it(`is silent in good example ${index + 1}`, async () => {
      expect((await over(yaml)).filter((finding) => stages.has(finding.rule)).map(({ rule: by, line }) => `${by} ${line}`)).toEqual([]);
    }));
  });
}

