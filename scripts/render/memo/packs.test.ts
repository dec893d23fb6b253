import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { openPacks, type Kept } from './packs.ts';
import type { StoredUnit } from './stored.ts';

const folders: string[] = [];
afterEach(() => folders.splice(0).forEach((folder) => rmSync(folder, { recursive: true, force: true })));

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'packs-'));
  folders.push(made);
  return made;
}

const unit = (key: string, answers = 'x', more: Partial<StoredUnit> = {}): StoredUnit => ({ key, questions: ['flux '], answers, result: { ok: true }, steps: [], ...more });
const news = (...units: StoredUnit[]): Kept => ({ units, files: [] });
const open = (at: string, notes: string[] = [], options = {}) => openPacks({ folder: at, scope: 'mine', key: 'k', limit: 1e6, note: (text) => notes.push(text.replace(/.*\.pack/, 'PACK')), ...options });

it('gives back what was kept, the newest first, of its scope alone', () => {
  const at = folder();
  open(at).save(news(unit('a')));
  open(at, [], { scope: 'other' }).save(news(unit('foreign')));
  open(at).save(news(unit('a', 'y'), unit('b')));
  expect(open(at).load().units.map(({ key, answers }) => `${key} ${answers}`).sort()).toEqual(['a x', 'a y', 'b x']);
});

it('writes many packs anew as one, with three renderings of a unit at most', () => {
  const at = folder();
  for (let i = 0; i < 12; i++) {
    const packs = open(at);
    packs.load();
    packs.save(news(unit('a', String(i)), unit(`b${i}`)));
  }
  expect(readdirSync(at).length).toBeLessThan(9);
  const { units } = open(at).load();
  expect(units.filter(({ key }) => key !== 'a').map(({ key }) => key).sort()).toEqual(Array.from({ length: 12 }, (_, i) => `b${i}`).sort());
  expect(units.some(({ key, answers }) => key === 'a' && answers === '11')).toBe(true);
});

it('takes no more room than it may: the oldest go first', () => {
  const at = folder();
  for (let i = 0; i < 5; i++) {
    const known = new Set(readdirSync(at));
    open(at, [], { scope: `s${i}`, limit: 1500 }).save(news(unit('x'.repeat(400))));
    for (const name of readdirSync(at)) if (!known.has(name)) utimesSync(join(at, name), 1000 + i, 1000 + i);
  }
  expect(readdirSync(at).map((name) => name.slice(0, 2)).sort()).toEqual(['s3', 's4']);
  for (let i = 0; i < 70; i++) writeFileSync(join(at, `${i}.files`), '[]');
  open(at).save(news(unit('a')));
  expect(readdirSync(at).filter((name) => name.endsWith('.files'))).toHaveLength(64);
});

it('keeps nothing that JSON cannot say', () => {
  const at = folder();
  for (const value of [2n ** 60n, NaN, -0]) open(at).save(news(unit('odd', 'x', { manifests: [{ object: { a: value } as never, unit: { kind: 'Kustomization', namespace: '', name: '' }, origins: [], offers: [], answers: [] }] })));
  expect(open(at).load().units).toEqual([]);
});

it('ignores a pack that is signed and has another form', () => {
  const at = folder();
  const notes: string[] = [];
  open(at).save({ units: [{ key: 'a' } as unknown as StoredUnit], files: [] });
  open(at).save(news(unit('a', 'x', { manifests: [{ object: {}, unit: { kind: 'Kustomization', namespace: '', name: '' }, origins: [['', ['exact', 7]]], offers: [], answers: [] }] })));
  expect(open(at, notes).load().units).toEqual([]);
  expect(notes).toEqual(['PACK is ignored: it has another form', 'PACK is ignored: it has another form']);
});

it('a folder in which nothing can be removed stays as it is', () => {
  const at = folder();
  open(at, [], { scope: 's0' }).save(news(unit('a')));
  // A folder cannot be removed as a file is: this is how a cache of another user answers, for root as well.
  for (let i = 0; i < 70; i++) mkdirSync(join(at, `old-${i}.pack`));
  expect(() => open(at, [], { scope: 's1' }).save(news(unit('b')))).not.toThrow();
  expect(open(at, [], { scope: 's1' }).load().units.map(({ key }) => key)).toEqual(['b']);
});
