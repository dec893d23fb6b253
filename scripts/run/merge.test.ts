import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { buildGraph } from '../graph/index.ts';
import { parseYaml, toJson } from '../lib/yaml/index.ts';
import type { Part } from '../model/part.ts';
import type { Report } from '../model/report.ts';
import { drawingOf, formatReport, formats } from '../report/index.ts';
import type { Tree } from '../render/source/tree.ts';
import { readPart, writePart } from '../shard/file.ts';
import type { NamedPart } from '../shard/whole.ts';
import { configMap, makeRepository, prod, syncOf, type Content } from '../testing/repository.ts';
import type { RenderOptions } from './clusters.ts';
import { mergeParts, type Merged } from './merge.ts';
import { runPart } from './part.ts';
import { run, sharing } from './run.ts';

const quiet = { failing: ['error', 'warn'], rules: [], exitCode: 1 } as const;

/** Every format of a report, without the time that it took. */
function written(report: Report, source: (file: string) => string | undefined, drawings: Extract<Merged, { ok: true }>['drawings']): Record<string, string> {
  const timeless = { ...report, seconds: 0 };
  return Object.fromEntries(formats.map((format) => [format, formatReport(timeless, format, { ...quiet, failing: [...quiet.failing], text: { color: false, verbose: true, quiet: false, source }, drawings })]));
}

async function partsOf(options: RenderOptions, of: number): Promise<NamedPart[]> {
  const parts: NamedPart[] = [];
  for (let number = 1; number <= of; number++) {
    const file = `part-${number}.json`;
    const read = readPart(file, writePart((await runPart(options, { number, of })).part));
    if (!read.ok) throw new Error(read.message);
    parts.push(read);
  }
  return parts;
}

async function expectSame(options: RenderOptions, shards: readonly number[]): Promise<Report> {
  const shared = sharing(options);
  const whole = await run(shared);
  const expected = written(whole.report, whole.readSource, () => whole.clusters.map((cluster) => drawingOf(buildGraph(cluster))));
  for (const of of all ?? shards) {
    const merged = await mergeParts((await partsOf(shared, of)).reverse());
    if (!merged.ok) throw new Error(merged.message);
    expect(written(merged.report, merged.source, merged.drawings), `${of} shards`).toEqual(expected);
  }
  return whole.report;
}

const optionsOf = (root: string): RenderOptions => ({ root, chartDirs: [], mirrors: [], network: 'offline', cacheDir: join(root, '.cache'), env: {} });

/** `SHARDS=7 npx vitest run scripts/run/merge.test.ts` tries every number of shards up to that. */
const all = process.env['SHARDS'] === undefined ? undefined : Array.from({ length: Number(process.env['SHARDS']) }, (_, at) => at + 1);

it('makes of the parts of this repository, full of mistakes, the report of one run', async () => {
  const root = join(import.meta.dirname, '../..');
  const text = readFileSync(join(root, 'scripts/testing/planted/mistakes.yaml'), 'utf8');
  const mistakes = toJson(parseYaml(text, 'mistakes.yaml').documents[0]?.root as never, 'sigs') as unknown as { readonly id: string; readonly file: string; readonly find: string; readonly replace: string }[];
  const edits = new Map<string, string>();
  for (const { file, find, replace } of mistakes.filter((_, at) => at % 2 === 1)) {
    const before = edits.get(file) ?? readFileSync(join(root, file), 'utf8');
    // Mistakes that leave a file unreadable would hide the others.
    if (parseYaml(before.replace(find, () => replace), file).errors.length === 0) edits.set(file, before.replace(find, () => replace));
  }
  const edit = (tree: Tree): Tree => ({ ...tree, read: (path) => (edits.has(path) ? Buffer.from(edits.get(path)!) : tree.read(path)) });
  const report = await expectSame({ ...optionsOf(root), edit, runRules: true }, [2, 5]);
  expect(report.findings.length).toBeGreaterThan(40);
}, 600_000);

const pod = (name: string, more: string) => `apiVersion: v1\nkind: Pod\nmetadata: {name: ${name}, namespace: default}\nspec:\n  containers:\n    - name: a\n      image: a:1.0.0\n${more}`;

/** Two clusters, apps that refer to each other, and everything that silences, is silenced, or is only known of the whole. */
const repository: Record<string, Content> = {
  ...prod,
  'clusters/prod/apps.yaml': ['one', 'two', 'three'].map((name) => syncOf(name, `./apps/${name}`)).join('---\n'),
  'clusters/dev/flux.yaml': (prod['clusters/prod/flux.yaml'] as string).replace('path: clusters/prod', 'path: clusters/dev'),
  'clusters/dev/apps.yaml': syncOf('one', './apps/one'),
  'apps/one/map.yaml': configMap('shared'), 'apps/two/map.yaml': configMap('two').replace('{a: b}', '{A: 1}'),
  'apps/two/pod.yaml': `# validate-ignore workload/memory-limit: small\n${pod('two', '      envFrom: [{configMapRef: {name: shared}}, {configMapRef: {name: nowhere}}]\n      ports: [{containerPort: 99999}]\n')}`,
  'apps/two/strange.yaml': 'apiVersion: example.com/v1\nkind: Strange\nmetadata: {name: a, namespace: default}\n',
  'apps/three/strange.yaml': 'apiVersion: example.com/v1\nkind: Strange\nmetadata: {name: b, namespace: default}\n---\n# validate-ignore workload/no-host-path: not there\napiVersion: v1\nkind: Service\nmetadata: {name: two, namespace: default}\nspec: {selector: {app: nobody}, ports: [{port: 80}]}\n',
  'apps/three/again.yaml': configMap('shared'),
  'apps/lost/kustomization.yaml': 'resources: [a.yaml]\n', 'apps/lost/a.yaml': configMap('lost'),
  'validate.yaml': `clusters:
  - {name: prod, entry: clusters/prod, kubernetesVersion: "1.35", profile: strict}
  - {name: dev, entry: clusters/dev, kubernetesVersion: "1.34", profile: homelab}
rules: {workload/no-such-rule: error, workload/memory-request: info}
suppressions:
  - {rule: workload/memory-limit, object: Pod/*/*, reason: only for tests}
  - {rule: reference/*, object: Pod/default/two, cluster: prod, reason: comes with the next app}
  - {rule: workload/no-privileged, object: "*/nobody", reason: never there at all}
  - {rule: workload/image-digest-pinned, object: Pod/*/*, reason: it was so once, expires: "2020-01-01"}
  - {rule: workload/config-map-value-type, object: ConfigMap/default/shared, cluster: dev, reason: there only}
`,
};

it('makes of the parts of a repository with suppressions the report of one run, however many there are', async () => {
  const own = makeRepository(repository);
  try {
    const { findings, silenced } = await expectSame(optionsOf(own.root), [1, 3, 7]);
    const rules = new Set(findings.map(({ rule }) => rule));
    expect(silenced).toBeGreaterThan(0);
    for (const rule of ['config/suppression-unused', 'config/suppression-expired', 'config/unknown-rule', 'schema/no-schema', 'flux/orphan-manifest', 'flux/object-owned-twice', 'workload/config-map-value-type']) expect([...rules]).toContain(rule);
  } finally {
    own.remove();
  }
}, 600_000);

describe('parts that are not one run', () => {
  const read = async (files: Record<string, Content>, of: number, more: Partial<RenderOptions> = {}) => {
    const own = makeRepository(files);
    try {
      return await partsOf({ ...optionsOf(own.root), ...more }, of);
    } finally {
      own.remove();
    }
  };
  const why = async (parts: readonly NamedPart[]) => {
    const merged = await mergeParts(parts);
    return merged.ok ? merged.report.findings.map(({ message }) => message).join() : merged.message;
  };
  const changed = ({ file, part }: NamedPart, change: (part: Part) => Part): NamedPart => ({ file: `other-${file}`, part: change(part) });

  it('are told apart', async () => {
    const [one, two, three] = await read(repository, 3) as [NamedPart, NamedPart, NamedPart];
    expect(await why([])).toBe('name the parts: npm run report -- merge part-*.json');
    expect(await why([one, three])).toBe('shard 2 of 3 is missing: give its part too; a shard that could not write one has failed');
    expect(await why([two])).toBe('shards 1 and 3 of 3 are missing: give their parts too; a shard that could not write one has failed');
    expect(await why([one, two, three, { ...two, file: 'copy.json' }])).toBe('shard 2 of 3 is there twice: part-2.json and copy.json');
    expect(await why([one, two, changed(three, (part) => ({ ...part, shard: { number: 3, of: 4 } }))])).toBe('part-1.json and other-part-3.json are of different runs: one of 3 shards and one of 4');
    expect(await why([one, two, changed(three, (part) => ({ ...part, run: { ...part.run, tool: 'f'.repeat(64) } }))])).toBe(`part-1.json and other-part-3.json are of different versions of the tool: ${one.part.run.tool.slice(0, 10)} and ffffffffff`);
    expect(await why([one, two, changed(three, (part) => ({ ...part, run: { ...part.run, commit: '0123456789abcdef' } }))])).toBe('part-1.json and other-part-3.json are of different commits: none and 0123456789');
    expect(await why([one, two, changed(three, (part) => ({ ...part, run: { ...part.run, flags: { ...part.run.flags, kubernetes: '1.36' } } }))])).toBe('part-1.json and other-part-3.json were made with different flags: no --kubernetes and --kubernetes 1.36');
    const other = await read({ ...repository, 'apps/one/map.yaml': configMap('share') }, 3);
    expect(await why([one, two, other[2]!])).toMatch(/^part-1\.json and part-3\.json are of different states of the repository: [0-9a-f]{10} and [0-9a-f]{10}$/);
  }, 60_000);

  it('that rendered a cluster in two ways, or left something out, are told', async () => {
    const [one, two, three] = await read(repository, 3) as [NamedPart, NamedPart, NamedPart];
    const skipped = changed(two, (part) => ({ ...part, clusters: part.clusters.map((cluster) => ({ ...cluster, report: { ...cluster.report, units: cluster.report.units.map((unit) => (unit.name === 'two' ? { ...unit, outcome: 'skipped', manifests: 0 } : unit)) } })) }));
    expect(await why([one, skipped, three])).toBe('cluster prod came out in two ways: Kustomization flux-system/two is failed with 3 manifests in part-1.json, skipped with 0 in other-part-2.json; a chart that only one of them could fetch does that; run them again');
    const idle = changed(two, (part) => ({ ...part, clusters: part.clusters.map((cluster) => ({ ...cluster, done: [] })) }));
    expect(await why([one, idle, three])).toMatch(/^cluster prod: .* was checked by no shard; run them again$/);
    const absent = changed(three, (part) => ({ ...part, clusters: [] }));
    expect(await why([one, two, absent])).toBe('no part holds cluster dev');
  }, 60_000);

  it('of a run that could not begin say so, and are incomplete', async () => {
    const merged = await mergeParts(await read({ ...repository, 'validate.yaml': 'clusters: 3\n' }, 2));
    expect(merged.ok && [merged.report.incomplete, merged.report.findings.map(({ rule }) => rule)]).toEqual([true, ['config/invalid']]);
  });
});
