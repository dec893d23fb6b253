import { digestOf } from '../../lib/digest.ts';
import { once } from '../../lib/once.ts';
import { noRecall, type Recall } from '../../lib/recall.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Origin, OriginStep } from '../../model/origin.ts';
import type { Tree } from '../source/tree.ts';
import type { StoredManifest, StoredUnit } from './stored.ts';
import { answerer, makeStamp, replayed, watched, type Found, type Seen, type Surroundings } from './watch.ts';

/** What a rendering of a unit gives: manifests, and otherwise plain values. */
export interface Made {
  readonly ok: boolean;
  readonly manifests?: readonly Manifest[];
  readonly crds?: readonly Manifest[];
}

/**
 * Renderings of units that were made before. One is taken again where all that it looked at is the same: the Flux object with the
 * lines that it stands on, each file, folder and absence, each object of the cluster.
 */
export interface Memo {
  /** `key`: the unit, and all that the rendering depends on beside its surroundings. `make` is a pure function of both. */
  get<R extends Made>(key: string, around: Surroundings, make: (seen: Seen) => R): R;
  readonly recall: Recall;
  /** How many renderings were asked for, and how many were made. */
  readonly count: { asked: number; made: number };
  /** Renderings that are new since the last call, or of which more is known. */
  news(): readonly StoredUnit[];
  /** Answers about files that were asked for, where there is a new one. */
  fileNews(): readonly StoredFile[] | undefined;
}

/** Remembers nothing: each rendering is made. */
export const noMemo: Memo = {
  get: (_key, around, make) => make({ ...around, forget: () => undefined }),
  recall: noRecall, count: { asked: 0, made: 0 }, news: () => [], fileNews: () => undefined,
};

/** What is known of a file of some content: pairs of question and answer. */
export type StoredFile = readonly [file: string, answers: readonly (readonly [string, unknown])[]];

interface Entry {
  readonly key: string;
  /** Questions that were asked, with their answers. */
  seen: Map<string, string>;
  readonly result: Made;
  readonly notes: readonly Notes[];
  /** Whether there is more to it than what was kept of it last. */
  isNews: boolean;
}

/** What was asked of a manifest. */
interface Notes {
  readonly manifest: Manifest;
  readonly origins: Map<string, Origin>;
  readonly offers: Map<string, string | undefined>;
  readonly answers: Map<string, unknown>;
}

/** Renderings of a unit that are remembered: of two sides, and of what they were before. */
const most = 4;

/** A memory, with what an earlier run has kept. */
export function createMemo(kept: { readonly units: readonly StoredUnit[]; readonly files: readonly StoredFile[] } = { units: [], files: [] }): Memo {
  const entries = new Map<string, Entry[]>();
  const waiting = new Map<string, StoredUnit[]>();
  for (const unit of kept.units) waiting.set(unit.key, [...(waiting.get(unit.key) ?? []), unit]);
  const answersOf = new WeakMap<object, { readonly answers: Map<string, unknown>; learnt(): void }>();
  const files = new Map<string, Map<string, unknown>>(kept.files.map(([file, answers]) => [file, new Map(answers)]));
  const asked = new Set<string>();
  let isFileNews = false;
  let isQuiet = false;
  const known = new WeakMap<Tree, Map<string, string>>();
  const count = { asked: 0, made: 0 };

  const recall: Recall = {
    about(thing, question, make) {
      let notes = answersOf.get(thing);
      if (notes === undefined) answersOf.set(thing, (notes = { answers: new Map(), learnt: () => undefined }));
      if (!notes.answers.has(question)) {
        notes.answers.set(question, make());
        notes.learnt();
      }
      return notes.answers.get(question) as ReturnType<typeof make>;
    },
    ofFile(path, digest, question, make) {
      const file = `${digest} ${path}`;
      asked.add(file);
      let answers = files.get(file);
      if (answers === undefined) files.set(file, (answers = new Map()));
      if (!answers.has(question)) {
        answers.set(question, make());
        isFileNews = true;
      }
      return answers.get(question) as ReturnType<typeof make>;
    },
  };

  return {
    count, recall,
    get<R extends Made>(key: string, around: Surroundings, make: (seen: Seen) => R): R {
      count.asked++;
      const found: Found = new Map();
      const answer = answerer(around, stampOf, knownOf(around.tree), found);
      // Only what the rendering itself looked at was used, not what others of its unit did.
      const touch = (question: string): void => {
        const [, path] = /^(?:read|entry) (.*)$/s.exec(question) ?? [];
        if (path !== undefined && around.tree?.kind(path) === 'file') around.tree.touch?.(path);
      };
      const own = entries.get(key) ?? [];
      entries.set(key, own);
      const same = own.find(({ seen }) => [...seen].every(([question, was]) => answer(question) === was));
      if (same !== undefined) {
        for (const question of same.seen.keys()) touch(question);
        return same.result as R;
      }
      const stored = waiting.get(key)?.find(({ questions, answers }) => digestOf(questions.map(answer)) === answers);
      if (stored !== undefined) {
        stored.questions.forEach(touch);
        const then = { ...around, state: replayed(around.state, found) };
        const entry = restore(stored, answer, once(() => make(watched(then, (question) => lookAlso(entry, question, answer), () => undefined))));
        return add(own, entry).result as R;
      }
      count.made++;
      const seen = new Map([['flux ', answer('flux ')]]);
      let isKept = true;
      let see = (question: string): void => {
        if (seen.has(question)) return;
        seen.set(question, answer(question));
        touch(question);
      };
      const result = make(watched(around, (question) => see(question), () => (isKept = false)));
      if (!isKept) return result;
      const entry = keep(key, seen, result);
      see = (question) => lookAlso(entry, question, answer);
      return add(own, entry).result as R;
    },
    news() {
      const fresh = [...entries.values()].flat().filter(({ isNews }) => isNews);
      for (const entry of fresh) entry.isNews = false;
      return fresh.map(storedOf);
    },
    fileNews() {
      if (!isFileNews) return undefined;
      isFileNews = false;
      return [...files].filter(([file]) => asked.has(file)).map(([file, answers]) => [file, [...answers]]);
    },
  };

  /** The origins of all fields that go into a stamp are not noted: the stamp is. */
  function stampOf(manifest: Manifest): string {
    return recall.about(manifest.object, 'stamp', () => {
      isQuiet = true;
      try {
        return makeStamp(manifest);
      } finally {
        isQuiet = false;
      }
    });
  }

  function knownOf(tree: Tree | undefined): Map<string, string> {
    const own = (tree === undefined ? undefined : known.get(tree)) ?? new Map<string, string>();
    if (tree !== undefined) known.set(tree, own);
    return own;
  }

  /** What a rendering looks at only once it is asked for more counts as well. */
  function lookAlso(entry: Entry, question: string, answer: (question: string) => string): void {
    if (entry.seen.has(question)) return;
    entry.seen.set(question, answer(question));
    entry.isNews = true;
  }

  function add(own: Entry[], entry: Entry): Entry {
    own.unshift(entry);
    own.splice(most);
    return entry;
  }

  /** An entry for a rendering, whose manifests note what is asked of them. */
  function keep(key: string, seen: Map<string, string>, made: Made): Entry {
    const notes: Notes[] = [];
    const entry: Entry = { key, seen, notes, isNews: true, result: { ...made, ...mapped(made, (manifest) => note(manifest, manifest, new Map(), new Map(), new Map())) } };
    return entry;

    function note(manifest: Manifest, real: Manifest, ...[origins, offers, answers]: [Notes['origins'], Notes['offers'], Notes['answers']]): Manifest {
      return noted(manifest, () => real, { origins, offers, answers }, notes, () => (entry.isNews = true));
    }
  }

  /** An entry for what was kept of a rendering; asked for what was not, it is rendered after all (`again`). */
  function restore(stored: StoredUnit, answer: (question: string) => string, again: () => Made): Entry {
    const notes: Notes[] = [];
    const entry: Entry = { key: stored.key, seen: new Map(stored.questions.map((question) => [question, answer(question)])), notes, isNews: false, result: { ...stored.result, ...mapped(stored, live) } as Made };
    return entry;

    function live({ object, sent, unit, hooks, tested, chart, origins, offers, answers }: StoredManifest, list: 'manifests' | 'crds', index: number): Manifest {
      const real = (): Manifest => {
        const manifest = again()[list]?.[index];
        if (manifest === undefined) throw new Error('the cache holds another rendering than the one that is made now; run with --no-cache');
        return manifest;
      };
      const manifest: Manifest = {
        object, unit, originOf: (pointer, part) => real().originOf(pointer, part),
        ...(sent !== undefined && { sent }), ...(hooks !== undefined && { hooks }), ...(tested !== undefined && { tested }),
        ...(chart !== undefined && { chart: { name: chart, offeredBy: (pointer: string) => real().chart?.offeredBy(pointer) } }),
      };
      return noted(manifest, real, { origins: new Map(origins.map(([key, [certainty, ...numbers]]) => [key, { steps: numbers.map((number) => stored.steps[number]!), certainty }])), offers: new Map(offers.map(([pointer, key]) => [pointer, key ?? undefined])), answers: new Map(answers) }, notes, () => (entry.isNews = true));
    }
  }

  /** The manifest, whose answers are noted and not asked for twice. */
  function noted(manifest: Manifest, real: () => Manifest, { origins, offers, answers }: Omit<Notes, 'manifest'>, notes: Notes[], learnt: () => void): Manifest {
    const { chart } = manifest;
    const own: Manifest = {
      ...manifest,
      originOf(pointer, part) {
        const key = part === undefined ? pointer : `${pointer}\n${part}`;
        let origin = origins.get(key);
        if (origin === undefined) {
          origin = real().originOf(pointer, part);
          if (isQuiet) return origin;
          origins.set(key, origin);
          learnt();
        }
        return origin;
      },
      ...(chart !== undefined && { chart: {
        name: chart.name,
        offeredBy(pointer) {
          if (!offers.has(pointer)) {
            offers.set(pointer, real().chart?.offeredBy(pointer));
            learnt();
          }
          return offers.get(pointer);
        },
      } }),
    };
    notes.push({ manifest: own, origins, offers, answers });
    answersOf.set(own.object, { answers, learnt });
    return own;
  }
}

function mapped<M>(made: { readonly manifests?: readonly M[]; readonly crds?: readonly M[] }, make: (manifest: M, list: 'manifests' | 'crds', index: number) => Manifest): Pick<Made, 'manifests' | 'crds'> {
  return {
    ...(made.manifests !== undefined && { manifests: made.manifests.map((manifest, index) => make(manifest, 'manifests', index)) }),
    ...(made.crds !== undefined && { crds: made.crds.map((manifest, index) => make(manifest, 'crds', index)) }),
  };
}

function storedOf({ key, seen, result: { manifests, crds, ...result }, notes }: Entry): StoredUnit {
  const byManifest = new Map(notes.map((one) => [one.manifest, one]));
  const numbers = new Map<string, number>();
  const steps: OriginStep[] = [];
  const numberOf = (step: OriginStep): number => {
    const text = JSON.stringify(step);
    let number = numbers.get(text);
    if (number === undefined) numbers.set(text, (number = steps.push(step) - 1));
    return number;
  };
  const stored = (manifest: Manifest): StoredManifest => {
    const { object, sent, unit, hooks, tested, chart } = manifest;
    const { origins, offers, answers } = byManifest.get(manifest)!;
    return {
      object, unit, origins: [...origins].map(([key, origin]) => [key, [origin.certainty, ...origin.steps.map(numberOf)]]), offers: [...offers].map(([pointer, offer]) => [pointer, offer ?? null]), answers: [...answers],
      ...(sent !== undefined && { sent }), ...(hooks !== undefined && { hooks }), ...(tested !== undefined && { tested }), ...(chart !== undefined && { chart: chart.name }),
    };
  };
  const lists = { ...(manifests !== undefined && { manifests: manifests.map(stored) }), ...(crds !== undefined && { crds: crds.map(stored) }) };
  return { key, questions: [...seen.keys()], answers: digestOf([...seen.values()]), result, ...lists, steps };
}
