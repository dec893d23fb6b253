import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { renderRepository } from '../../run/clusters.ts';
import { createRenderer } from '../../helm/render/index.ts';
import { createMemo } from '../../render/memo/memo.ts';
import type { Place } from '../../model/place.ts';
import type { Tree } from '../../render/source/tree.ts';
import { openScenario, scenarioNames } from '../flux/scenario.ts';
import { openStage, shared } from '../flux/stage.ts';
import { changeAt } from './change.ts';
import { coverageTable } from './coverage.ts';
import { findAgain, spread, takeSamples, type Rendered, type Sample } from './sample.ts';

/**
 * `npm run test:origin [-- --samples N] [--coverage N] [--misses] [--charts-dir DIR] [PATH[:ENTRY]...]`: takes scalars of what a
 * repository renders to, changes the text at the place that their origin names, and sees whether that very field changes. Surveys the
 * recorded scenarios and this repository, or the repositories that are named. `--coverage`: of how many scalars to tell what is known.
 */
const { values: flags, positionals } = parseArgs({ allowPositionals: true, options: { samples: { type: 'string', default: '40' }, 'charts-dir': { type: 'string', multiple: true, default: [] }, coverage: { type: 'string', default: '0' }, misses: { type: 'boolean' } } });
const here = process.env['INIT_CWD'] ?? '.';
const repositoryRoot = resolve(import.meta.dirname, '../../..');

type Edits = ReadonlyMap<string, string>;
interface Subject {
  readonly name: string;
  readonly samples: number;
  render(edits: Edits): Promise<readonly Rendered[]>;
  read(file: string): string | undefined;
}

interface Counts {
  claimed: number;
  held: number;
  /** Of those that held: the object, or all of its unit, is gone with the change. */
  gone: number;
}

const totals = new Map<string, Counts>();
const perSubject = Number(flags.samples);

for (const subject of positionals.length === 0 ? [ownRepository()] : positionals.map(namedRepository)) await survey(subject);
if (positionals.length > 0) console.log('skipped: this repository and the recorded scenarios, for others are named');
else if (existsSync(resolve(shared, 'flux-scenarios'))) {
  const stage = await openStage();
  try {
    const folder = resolve(shared, 'flux-scenarios');
    const all: Sample[] = [];
    for (const name of scenarioNames(folder)) {
      const scenario = openScenario(folder, name);
      const file = (path: string) => {
        const data = scenario.repository.read(path);
        return data === undefined ? undefined : Buffer.from(data).toString();
      };
      await survey({ name, samples: Math.ceil(perSubject / 8), render: async (edits) => [{ cluster: name, units: (await stage.run({ ...scenario, repository: overlay(scenario.repository, edits) })).units }], read: file }, all);
    }
    report('the recorded scenarios', all.length);
  } finally {
    await stage.close();
  }
} else console.log(`skipped: the recorded scenarios: there are none in ${shared}`);

for (const [certainty, { claimed, held, gone }] of [...totals].sort()) console.log(`${certainty.padEnd(9)} ${held} of ${claimed} held (${((100 * held) / claimed).toFixed(1)} %)${gone === 0 ? '' : `; with ${gone} of them the object is gone`}`);

function ownRepository(): Subject {
  return repository(repositoryRoot, undefined);
}

function namedRepository(argument: string): Subject {
  const [path = '', entry] = argument.split(':');
  return repository(resolve(here, path), entry);
}

function repository(root: string, entry: string | undefined): Subject {
  let read: (file: string) => string | undefined = () => undefined;
  const shared = { memo: createMemo(), renderChart: createRenderer() };
  return {
    name: basename(root), samples: perSubject,
    read: (file) => read(file),
    async render(edits) {
      const rendered = await renderRepository({
        ...shared, root, ...(entry !== undefined && { entry }), chartDirs: flags['charts-dir'].map((dir) => resolve(here, dir)), mirrors: [], network: 'offline', cacheDir: resolve(repositoryRoot, '.cache'), env: process.env,
        edit: (tree) => overlay(tree, edits),
      });
      if (!rendered.ok) return [];
      if (edits.size === 0) read = rendered.readSource;
      return rendered.clusters.map(({ name, units }) => ({ cluster: name, units }));
    },
  };
}

function overlay(tree: Tree, edits: Edits): Tree {
  return edits.size === 0 ? tree : { ...tree, read: (path) => (edits.has(path) ? Buffer.from(edits.get(path) as string) : tree.read(path)) };
}

/**
 * Changes all places at once, where a sample holds if the field is what was written; of those that did not hold so, one place of each file
 * at a time; what does not hold then is tried alone.
 */
async function survey(subject: Subject, into?: Sample[]): Promise<void> {
  const rendered = await subject.render(new Map());
  const samples = takeSamples(rendered, subject.samples);
  if (Number(flags.coverage) > 0 && into === undefined) {
    const { total, samples: asked } = spread(rendered, Number(flags.coverage));
    console.log([`${subject.name}: ${asked.length} of ${total} scalars`, ...coverageTable(asked)].join('\n'));
  }
  // Other repositories of a scenario are not edited here; what stands for an encrypted text is the same for another one.
  const placed = samples.filter(({ place, encrypted }) => place !== undefined && !place.file.startsWith('../') && !encrypted);
  const held = new Set<Sample>();
  const gone = new Set<Sample>();
  let left = await tryAll(placed);
  const doubtful: Sample[] = [];
  while (left.length > 0) {
    const now = new Map<string, string>();
    for (const { place } of left) if (place !== undefined && !now.has(place.file)) now.set(place.file, spot(place));
    const batch = left.filter(({ place }) => place !== undefined && now.get(place.file) === spot(place));
    left = left.filter((sample) => !batch.includes(sample));
    doubtful.push(...(await tryAll(batch)));
  }
  for (const alone of Map.groupBy(doubtful, ({ place }) => place === undefined ? '' : `${place.file}:${spot(place)}`).values()) {
    for (const sample of await tryAll(alone)) if (flags.misses === true) console.log(`  missed: ${sample.unit} ${sample.object} ${sample.pointer} = ${JSON.stringify(sample.value)} at ${sample.place?.file}:${sample.place?.line}:${sample.place?.column} (${sample.certainty}, ${sample.kind})`);
  }
  for (const sample of placed) {
    const count = totals.get(sample.certainty) ?? { claimed: 0, held: 0, gone: 0 };
    totals.set(sample.certainty, { claimed: count.claimed + 1, held: count.held + (held.has(sample) ? 1 : 0), gone: count.gone + (gone.has(sample) ? 1 : 0) });
  }
  if (into !== undefined) into.push(...samples);
  else report(subject.name, samples.length, placed.length, held.size);

  /** Changes the places of samples; gives those that have not felt it. */
  async function tryAll(batch: readonly Sample[]): Promise<Sample[]> {
    const edits = new Map<string, string>();
    const expected = new Map<Sample, string | undefined>();
    const spots = new Map(batch.flatMap(({ place }) => (place === undefined ? [] : [[`${place.file}:${spot(place)}`, place] as const])));
    const several = [...Map.groupBy(spots.values(), ({ file }) => file).values()].some((places) => places.length > 1);
    // From the end of each file, so that the places before stay where they are.
    for (const [at, place] of [...spots].sort(([, a], [, b]) => b.line - a.line || b.column - a.column)) {
      for (const [i, sample] of batch.filter((one) => one.place !== undefined && `${one.place.file}:${spot(one.place)}` === at).entries()) {
        const original = subject.read(place.file);
        const text = edits.get(place.file) ?? original;
        const changed = text === undefined ? undefined : changeAt(i === 0 ? text : original as string, place, sample.value);
        if (changed === undefined) continue;
        if (i === 0) edits.set(place.file, changed.text);
        expected.set(sample, changed.expected);
      }
    }
    const units = await subject.render(edits);
    const alone = spots.size === 1;
    return batch.filter((sample) => {
      const now = findAgain(sample, units);
      const wanted = expected.get(sample);
      // An object that is gone, or a unit that fails, has felt the change as well, but alone only it can be the cause.
      const felt = now === undefined ? alone : wanted !== undefined && String(now) === wanted ? true : !several && JSON.stringify(now, big) !== JSON.stringify(sample.value, big);
      if (felt) held.add(sample);
      if (felt && now === undefined) gone.add(sample);
      return !felt;
    });
  }
}

function spot({ line, column }: Place): string {
  return `${line}:${column}`;
}

function report(name: string, samples: number, placed?: number, held?: number): void {
  console.log(`${name}: ${samples} fields${placed === undefined ? '' : `, ${placed} with a place in the repository, ${held} of them changed with it`}`);
}

function big(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
