import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { parseYaml, toJson } from '../../lib/yaml/index.ts';
import type { Finding } from '../../model/finding.ts';
import { mappedTree, memoryTree, type Tree } from '../../render/source/tree.ts';
import { run } from '../../run/run.ts';

interface Mistake {
  readonly id: string;
  readonly cluster: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  readonly expectRule: string;
  readonly alsoRules?: readonly string[];
  readonly expectFile?: string;
  readonly expectLineContains?: string;
  readonly toldOnly?: true;
}

const root = join(import.meta.dirname, '../../..');
const source = parseYaml(readFileSync(join(import.meta.dirname, 'mistakes.yaml'), 'utf8'), 'mistakes.yaml');
const mistakes = toJson(source.documents[0]?.root as never, 'sigs') as unknown as Mistake[];
const clusters = [...new Set(mistakes.map(({ cluster }) => cluster))];
const baseline = new Map<string, Set<string>>();

const key = ({ rule, message, object, pointer }: Finding) => JSON.stringify([rule, message, object, pointer]);

async function findings(cluster: string, edit?: (tree: Tree) => Tree) {
  const { report, readSource } = await run({
    root, cluster, chartDirs: [], mirrors: [], network: 'offline', cacheDir: join(root, '.cache'), env: {}, ...(edit !== undefined && { edit }),
  });
  return { findings: report.findings, readSource };
}

/** The repository with one text in one file replaced; throws where the text is not there exactly once. */
function plant({ file, find, replace }: Mistake): (tree: Tree) => Tree {
  return (tree) => {
    const before = Buffer.from(tree.read(file) ?? []).toString();
    if (before.split(find).length !== 2) throw new Error(`the text to replace stands ${before.split(find).length - 1} times in ${file}`);
    const edited = memoryTree({ [file]: before.replace(find, () => replace) });
    return mappedTree(new Map(tree.files.map((path) => [path, { tree: path === file ? edited : tree, path }])), tree);
  };
}

beforeAll(async () => {
  for (const cluster of clusters) baseline.set(cluster, new Set((await findings(cluster)).findings.map(key)));
}, 60_000);

describe.each(clusters)('mistakes of the five systems, planted again in %s', (cluster) => {
  test.each(mistakes.filter((mistake) => mistake.cluster === cluster))('$id: $expectRule', async (mistake) => {
    const result = await findings(cluster, plant(mistake));
    const fresh = result.findings.filter((finding) => !baseline.get(cluster)?.has(key(finding)));
    const told = fresh.map(({ rule, place, message }) => `${rule} ${place?.file}:${place?.line} ${message}`).join('\n');
    const found = fresh.filter(({ rule }) => rule === mistake.expectRule);
    expect(found, told).not.toEqual([]);
    expect(found.some(({ level }) => level === 'info')).toBe(mistake.toldOnly === true);
    const lines = found.map(({ place }) => `${place?.file}: ${result.readSource(place?.file ?? '')?.split('\n')[(place?.line ?? 0) - 1]}`);
    const isThere = lines.some((line) => line.startsWith(`${mistake.expectFile ?? mistake.file}: `) && line.includes(mistake.expectLineContains ?? ''));
    expect(isThere, `${lines.join('\n')}\n${told}`).toBe(true);
    const allowed = [mistake.expectRule, ...(mistake.alsoRules ?? [])];
    expect(fresh.filter(({ rule }) => !allowed.includes(rule)).map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
  });
});
