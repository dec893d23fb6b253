import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { writeBeside } from '../write.ts';
import { isPairs, isStoredUnit, type StoredUnit } from './stored.ts';
import type { StoredFile } from './memo.ts';

/** What an earlier run has kept, the newest first. */
export interface Kept {
  readonly units: readonly StoredUnit[];
  readonly files: readonly StoredFile[];
}

export interface Packs {
  /** All that is there and whole; what is not is told. */
  load(): Kept;
  /** Adds what is new. A folder that cannot be written is no reason to fail. */
  save(news: Kept): void;
}

export interface PacksOptions {
  readonly folder: string;
  /** Names the tool and the repository: only packs of this scope are looked at. */
  readonly scope: string;
  /** Packs are signed with it, so that those of another tool, or of others than those who know a secret, do not count. */
  readonly key: string;
  /** Bytes that all packs in the folder may take together; the oldest go first. */
  readonly limit: number;
  /** Told what was ignored, as a sentence. */
  readonly note: (text: string) => void;
}

/** Packs of one scope that are read at most before they are written anew as one. */
const most = 8;

/** Packs of all scopes together, and lists of digests: of repositories and versions of the tool that nobody runs any more. */
const mostOfAll = 64;

/** Renderings of a unit that are kept when packs are written anew: of the branches that somebody works on. */
const mostOfUnit = 3;

/**
 * A folder of packs: files that are written beside their place and moved there, never changed, and signed over their content, so that
 * runs at the same time do no harm to each other and a file that is cut off, changed or somebody else's counts as absent.
 */
export function openPacks({ folder, scope, key, limit, note }: PacksOptions): Packs {
  let loaded: { readonly names: readonly string[]; readonly kept: Kept } = { names: [], kept: { units: [], files: [] } };
  const sign = (text: string | Buffer) => createHmac('sha256', key).update(text).digest('hex');

  return {
    load() {
      const names = packsIn(folder).filter(({ name }) => name.startsWith(`${scope}-`)).map(({ name }) => name);
      const packs = names.map(read);
      loaded = { names, kept: { units: packs.flatMap(({ units }) => units), files: packs.find(({ files }) => files.length > 0)?.files ?? [] } };
      return loaded.kept;
    },
    save(news) {
      if (news.units.length === 0 && news.files.length === 0) return;
      const isFull = loaded.names.length >= most;
      const all = isFull ? { units: newest([...news.units, ...loaded.kept.units]), files: news.files.length > 0 ? news.files : loaded.kept.files } : news;
      if (write(all) && isFull) for (const name of loaded.names) discard(name);
      trim();
    },
  };

  function read(name: string): Kept {
    const ignore = (why: string): Kept => {
      note(`${join(folder, name)} is ignored: ${why}`);
      return { units: [], files: [] };
    };
    try {
      const bytes = readFileSync(join(folder, name));
      const [signature, text] = [bytes.subarray(0, 64), bytes.subarray(65)];
      if (signature.length !== 64 || !timingSafeEqual(signature, Buffer.from(sign(text)))) return ignore('it is cut off, was changed, or is of another tool');
      const { units, files } = JSON.parse(text.toString()) as Partial<Kept>;
      if (!Array.isArray(units) || !units.every(isStoredUnit) || !isPairs(files, (answers) => isPairs(answers, () => true))) return ignore('it has another form');
      return { units, files: files as readonly StoredFile[] };
    } catch (error) {
      // Another run has written it anew.
      return (error as NodeJS.ErrnoException).code === 'ENOENT' ? { units: [], files: [] } : ignore((error as Error).message.split('\n', 1)[0] ?? '');
    }
  }

  function write({ units, files }: Kept): boolean {
    const texts = units.flatMap((unit) => asJson(unit) ?? []);
    const filesText = asJson(files) ?? '[]';
    const text = `{"units":[${texts.join(',')}],"files":${filesText}}`;
    if (text.length > limit) return false;
    return writeBeside(folder, `${scope}-${Date.now().toString(36)}-${randomBytes(4).toString('hex')}.pack`, `${sign(text)}\n${text}`);
  }

  function discard(name: string): void {
    try {
      rmSync(join(folder, name), { force: true });
    } catch {
      // The folder is somebody else's: it is no smaller, and nothing is lost.
    }
  }

  function trim(): void {
    let left = limit;
    for (const [index, { name, size }] of packsIn(folder).entries()) {
      left -= size;
      if (left < 0 || index >= mostOfAll) discard(name);
    }
    for (const { name } of filesIn(folder, '.files').slice(mostOfAll)) discard(name);
  }
}

function packsIn(folder: string): { readonly name: string; readonly size: number }[] {
  return filesIn(folder, '.pack');
}

/** The files of a folder with an ending, the newest first. */
function filesIn(folder: string, ending: string): { readonly name: string; readonly size: number }[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith(ending)).flatMap((name) => {
      const stat = statSync(join(folder, name), { throwIfNoEntry: false });
      return stat === undefined ? [] : [{ name, size: stat.size, at: stat.mtimeMs }];
    }).sort((a, b) => b.at - a.at || (a.name < b.name ? 1 : -1));
  } catch {
    return [];
  }
}

function newest(units: readonly StoredUnit[]): StoredUnit[] {
  const seen = new Set<string>();
  const ofKey = new Map<string, number>();
  return units.filter(({ key, answers, questions }) => {
    const name = `${key} ${answers} ${questions.length}`;
    const count = ofKey.get(key) ?? 0;
    if (seen.has(name) || count >= mostOfUnit) return false;
    seen.add(name);
    ofKey.set(key, count + 1);
    return true;
  });
}

/** JSON that says all of a value; undefined where JSON cannot (a big integer, NaN, -0): it is made anew each time. */
function asJson(value: unknown): string | undefined {
  try {
    const text = JSON.stringify(value);
    return isDeepStrictEqual(JSON.parse(text), value) ? text : undefined;
  } catch {
    return undefined;
  }
}
