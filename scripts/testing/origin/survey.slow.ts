import { existsSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { renderRepository } from '../../run/clusters.ts';
import type { UnitResult } from '../../model/unit.ts';
import type { Tree } from '../../render/source/tree.ts';
import { openScenario, scenarioNames } from '../flux/scenario.ts';
import { openStage, shared } from '../flux/stage.ts';
import { changeAt } from './change.ts';
import { findAgain, takeSamples, type Sample } from './sample.ts';

/**
 * `npm run test:origin [-- --samples N] [--charts-dir DIR] [PATH:ENTRY...]`: takes scalars of what a repository renders to, changes the text
 * at the place that their origin names, and sees whether that very field changes. Surveys the recorded scenarios, this repository, and
 * the repositories that are named.
 */
const { values: flags, positionals } = parseArgs({ allowPositionals: true, options: { samples: { type: 'string', default: '40' }, 'charts-dir': { type: 'string', multiple: true, default: [] }, misses: { type: 'boolean' } } });
const here = process.env['INIT_CWD'] ?? '.';
const repositoryRoot = resolve(import.meta.dirname, '../../..');

type Edits = ReadonlyMap<string, string>;
interface Subject {
  readonly name: string;
  readonly samples: number;
  render(edits: Edits): Promise<readonly UnitResult[]>;
  read(file: string): string | undefined;
}

interface Counts {
  claimed: number;
  held: number;
}

const totals = new Map<string, Counts>();
const perSubject = Number(flags.samples);

for (const subject of [ownRepository(), ...positionals.map(namedRepository)]) await survey(subject);
if (existsSync(resolve(shared, 'flux-scenarios'))) {
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
      await survey({ name, samples: Math.ceil(perSubject / 8), render: async (edits) => (await stage.run({ ...scenario, repository: overlay(scenario.repository, edits) })).units, read: file }, all);
    }
    report('the recorded scenarios', all.length);
  } finally {
    await stage.close();
  }
} else console.log(`skipped: the recorded scenarios: there are none in ${shared}`);

for (const [certainty, { claimed, held }] of [...totals].sort()) console.log(`${certainty.padEnd(9)} ${held} of ${claimed} held (${((100 * held) / claimed).toFixed(1)} %)`);

function ownRepository(): Subject {
  return repository(repositoryRoot, undefined);
}

function namedRepository(argument: string): Subject {
  const [path = '', entry] = argument.split(':');
  return repository(resolve(here, path), entry);
}

function repository(root: string, entry: string | undefined): Subject {
  let read: (file: string) => string | undefined = () => undefined;
  return {
    name: basename(root), samples: perSubject,
    read: (file) => read(file),
    async render(edits) {
      const rendered = await renderRepository({
        root, ...(entry !== undefined && { entry }), chartDirs: flags['charts-dir'].map((dir) => resolve(here, dir)), mirrors: [], network: 'offline', cacheDir: resolve(repositoryRoot, '.cache'), env: process.env,
        edit: (tree) => overlay(tree, edits),
      });
      if (!rendered.ok) return [];
      if (edits.size === 0) read = rendered.readSource;
      return rendered.clusters[0]?.units ?? [];
    },
  };
}

function overlay(tree: Tree, edits: Edits): Tree {
  return edits.size === 0 ? tree : { ...tree, read: (path) => (edits.has(path) ? Buffer.from(edits.get(path) as string) : tree.read(path)) };
}

/** Changes one place of each file at a time, as many files at once as there are; what did not hold is tried alone. */
async function survey(subject: Subject, into?: Sample[]): Promise<void> {
  const samples = takeSamples(await subject.render(new Map()), subject.samples);
  // Other repositories of a scenario are not edited here.
  const placed = samples.filter(({ place }) => place !== undefined && !place.file.startsWith('../'));
  const held = new Set<Sample>();
  const doubtful: Sample[] = [];
  for (let left = placed; left.length > 0;) {
    const now = new Map<string, Sample>();
    for (const sample of left) if (!now.has(sample.place?.file ?? '')) now.set(sample.place?.file ?? '', sample);
    const batch = [...now.values()];
    left = left.filter((sample) => !batch.includes(sample));
    await tryAll(batch, (sample) => doubtful.push(sample));
  }
  for (const sample of doubtful) await tryAll([sample], () => (flags.misses === true ? console.log(`  missed: ${sample.object} ${sample.pointer} = ${JSON.stringify(sample.value)} at ${sample.place?.file}:${sample.place?.line}:${sample.place?.column} (${sample.certainty}, ${sample.kind})`) : undefined));
  for (const sample of placed) {
    const count = totals.get(sample.certainty) ?? { claimed: 0, held: 0 };
    totals.set(sample.certainty, { claimed: count.claimed + 1, held: count.held + (held.has(sample) ? 1 : 0) });
  }
  if (into !== undefined) into.push(...samples);
  else report(subject.name, samples.length, placed.length, held.size);

  async function tryAll(batch: readonly Sample[], missed: (sample: Sample) => void): Promise<void> {
    const edits = new Map<string, string>();
    for (const { place, value } of batch) {
      const text = place === undefined ? undefined : subject.read(place.file);
      const changed = text === undefined || place === undefined ? undefined : changeAt(text, place, value);
      if (changed !== undefined && place !== undefined) edits.set(place.file, changed);
    }
    const units = await subject.render(edits);
    for (const sample of batch) {
      const now = findAgain(sample, units);
      // An object that is gone, or a unit that fails, has felt the change as well, but alone only it can be the cause.
      const felt = JSON.stringify(now, big) !== JSON.stringify(sample.value, big) && (now !== undefined || batch.length === 1);
      if (felt) held.add(sample);
      else missed(sample);
    }
  }
}

function report(name: string, samples: number, placed?: number, held?: number): void {
  console.log(`${name}: ${samples} fields${placed === undefined ? '' : `, ${placed} with a place in the repository, ${held} of them changed with it`}`);
}

function big(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value;
}
