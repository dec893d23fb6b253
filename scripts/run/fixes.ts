import { applyFixes, candidatesOf, objection, takeProven, unifiedDiff, writeSource, type Candidate, type Refusal } from '../fix/index.ts';
import type { RenderOptions } from './clusters.ts';
import { findingKey } from '../lib/finding-key.ts';
import type { Finding } from '../model/finding.ts';
import type { Tree } from '../render/source/tree.ts';
import { run, sharing, type RunResult } from './run.ts';

export interface FixResult {
  /** The run over what is written now; with `dryRun` the run over what was there. */
  readonly result: RunResult;
  readonly fixed: readonly Candidate[];
  /** What has a fix that may not be written, and why. */
  readonly left: readonly { readonly finding: Finding; readonly why: string }[];
  /** Files that were or would be written, in alphabetical order. */
  readonly files: readonly string[];
  /** The unified diff of all files. */
  readonly diff: string;
}

/** A repository whose mends reveal others is gone through this often; each round writes at least one. */
const mostRounds = 8;

/**
 * Mends what has one right answer and proves each mend by a run over the mended text: the finding is gone and nothing else is
 * new. Files are written at the end, and only those that nobody changed meanwhile. All clusters take part in the proof, findings
 * of other clusters than `options.cluster` are not mended.
 */
export async function runFixes(options: RenderOptions, dryRun: boolean): Promise<FixResult> {
  const { cluster, ...given } = options;
  // Each proof renders everything again: what no mend touches is rendered once.
  const everywhere = sharing(given);
  let texts: ReadonlyMap<string, string> = new Map();
  const originals = new Map<string, string>();
  // A cluster that does not exist is told before all others are rendered for nothing.
  const own = cluster === undefined ? undefined : await run(options);
  if (own?.report.incomplete === true) return { result: own, fixed: [], left: [], files: [], diff: '' };
  const first = await run(everywhere);
  let current = first;
  const fixed: Candidate[] = [];
  const refused = new Map<string, Refusal>();
  const readNow = (file: string) => texts.get(file) ?? first.readSource(file);
  for (let round = 0; round < mostRounds && !current.report.incomplete; round++) {
    const open = candidatesOf(current.report.findings.filter((finding) => cluster === undefined || finding.cluster === undefined || finding.cluster === cluster)).filter((candidate) => !refused.has(keyOf(candidate)));
    const { overlapping } = applyFixes(open.map(({ fix }) => fix), readNow);
    const wanted = open.filter(({ fix }) => !overlapping.includes(fix));
    if (wanted.length === 0) break;
    const before = current;
    let last: { readonly of: readonly Candidate[]; readonly result: RunResult; readonly texts: ReadonlyMap<string, string> } | undefined;
    const { taken, refused: against } = await takeProven(wanted, async (some) => {
      const after = new Map([...texts, ...applyFixes(some.map(({ fix }) => fix), readNow).texts]);
      const result = await run({ ...everywhere, edit: (tree) => withTexts(options.edit?.(tree) ?? tree, after) });
      const why = objection({ findings: before.report.findings, clusters: before.clusters }, { findings: result.report.findings, clusters: result.clusters }, some.flatMap(({ findings }) => findings));
      if (why === undefined) last = { of: some, result, texts: after };
      return why;
    });
    for (const refusal of against) refused.set(keyOf(refusal.candidate), refusal);
    if (last === undefined || taken.length === 0) break;
    for (const file of last.texts.keys()) if (!originals.has(file)) originals.set(file, first.readSource(file) as string);
    fixed.push(...taken);
    texts = last.texts;
    current = last.result;
  }
  const unwritten = new Map<string, string>();
  if (!dryRun) {
    for (const [file, text] of texts) {
      const why = writeSource(options.root, file, originals.get(file) as string, text);
      if (why !== undefined) unwritten.set(file, why);
    }
  }
  const isWritten = ({ fix }: Candidate) => !fix.edits.some(({ file }) => unwritten.has(file));
  const files = [...texts.keys()].filter((file) => !unwritten.has(file)).sort();
  const rest = dryRun ? own ?? first : unwritten.size > 0 || cluster !== undefined ? await run(options) : current;
  return {
    result: rest, files,
    fixed: fixed.filter(isWritten),
    left: [
      ...fixed.filter((candidate) => !isWritten(candidate)).map(({ fix, findings }) => ({ finding: findings[0] as Finding, why: `${fix.edits.map(({ file }) => file).find((file) => unwritten.has(file))}: ${unwritten.get(fix.edits.find(({ file }) => unwritten.has(file))?.file ?? '')}` })),
      ...[...refused.values()].map(({ candidate, why }) => ({ finding: candidate.findings[0] as Finding, why })),
      ...current.report.findings.flatMap((finding) => (finding.unfixable === undefined ? [] : [{ finding, why: finding.unfixable }])),
    ],
    diff: files.map((file) => unifiedDiff(file, originals.get(file) as string, texts.get(file) as string)).join(''),
  };
}

/** Stays when the text around it moves, as a fix's ranges do not. */
function keyOf({ fix, findings: [finding] }: Candidate): string {
  return `${finding === undefined ? '' : findingKey(finding)} ${fix.description}`;
}

function withTexts(tree: Tree, texts: ReadonlyMap<string, string>): Tree {
  return { ...tree, read: (path) => (texts.has(path) ? Buffer.from(texts.get(path) as string) : tree.read(path)) };
}

