import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { judgeText, type DocumentVerdict } from './documents.ts';
import { customKindsOfFolder } from './store/folder.ts';
import { openStore } from './store/store.ts';
import { makeJudge } from './verdict.ts';

/** A line of the corpus' verdicts.jsonl. */
interface Case {
  readonly file: string;
  readonly kind: unknown;
  readonly family: string;
  readonly base?: string;
  readonly mutation?: string;
  readonly accepted: boolean;
  readonly message?: string;
  readonly fields?: readonly string[];
  readonly strictFields?: readonly string[];
  readonly decodeField?: string;
  readonly clusterState?: boolean;
}

/** `npm run test:verdict [-- FOLDER] [-- --all]`: how far our verdicts agree with those of a real API server. */
const folder = process.argv.slice(2).find((arg) => !arg.startsWith('--')) ?? fileURLToPath(new URL('../../../shared/corpus', import.meta.url));
const verbose = process.argv.includes('--all');

function report(): void {
  const judge = makeJudge(openStore('1.35', customKindsOfFolder(join(folder, 'crds'))), '1.35', { serviceCidrs: ['10.96.0.0/12'] });
  const cases = linesOf(join(folder, 'verdicts.jsonl')).filter((each) => each.clusterState !== true);
  const bases = existsSync(join(folder, 'base', 'verdicts.jsonl')) ? linesOf(join(folder, 'base', 'verdicts.jsonl')).map((each) => ({ ...each, file: each.file.startsWith('base/') ? each.file : `base/${each.file}`, family: 'base' })) : [];
  const byFamily = new Map<string, Tally>();
  const byKind = new Map<string, Tally>();
  const total = tally();
  const started = performance.now();
  for (const one of [...cases, ...bases]) {
    const verdicts = judgeText(readFileSync(join(folder, one.file), 'utf8'), judge);
    const accepted = verdicts.every((verdict) => verdict.accepted);
    for (const each of [total, at(byFamily, one.family), at(byKind, String(one.kind))]) count(each, one, accepted, verdicts);
    if (accepted !== one.accepted) console.log(`${accepted ? 'MISS ' : 'FALSE'} ${one.file} ${one.mutation ?? ''}\n      server: ${one.message ?? 'accepted'}\n      ours: ${said(verdicts)}`);
    else if (verbose && !accepted && serverFields(one).length > 0 && !pathAgrees(one, verdicts)) console.log(`PATH  ${one.file} ${one.mutation ?? ''}\n      server: ${serverFields(one).join(', ')} | ${one.message ?? ''}\n      ours: ${said(verdicts)}`);
  }
  const spent = performance.now() - started;
  for (const [title, groups] of [['family', byFamily], ['kind', byKind]] as const) {
    console.log(`\n${title}`.padEnd(34), 'cases  agree  misses  false  path');
    for (const [name, each] of [...groups].sort()) console.log(line(name, each));
  }
  console.log(`\n${line('all', total)}`);
  console.log(`misses ${percent(total.misses, total.refused)} of what the server refuses, false alarms ${percent(total.falseAlarms, total.cases - total.refused)} of what it accepts; ${Math.round(spent)} ms`);
}

interface Tally {
  cases: number;
  refused: number;
  misses: number;
  falseAlarms: number;
  named: number;
  paths: number;
}

function tally(): Tally {
  return { cases: 0, refused: 0, misses: 0, falseAlarms: 0, named: 0, paths: 0 };
}

function at(groups: Map<string, Tally>, name: string): Tally {
  const found = groups.get(name) ?? tally();
  groups.set(name, found);
  return found;
}

function count(each: Tally, one: Case, accepted: boolean, verdicts: readonly DocumentVerdict[]): void {
  each.cases++;
  if (!one.accepted) each.refused++;
  if (accepted && !one.accepted) each.misses++;
  if (!accepted && one.accepted) each.falseAlarms++;
  if (one.accepted || accepted || serverFields(one).length === 0) return;
  each.named++;
  if (pathAgrees(one, verdicts)) each.paths++;
}

/** The fields that the server names; `<nil>` is the whole object. Go's spelling of a type error leaves out indices. */
function serverFields(one: Case): string[] {
  const causes = (one.fields ?? []).filter((field) => field !== '<nil>');
  return [...causes, ...(one.strictFields ?? []), ...(one.decodeField === undefined ? [] : [one.decodeField])];
}

function pathAgrees(one: Case, verdicts: readonly DocumentVerdict[]): boolean {
  const ours = new Set(verdicts.flatMap((verdict) => verdict.errors.map((error) => plain(error.field))));
  if (one.decodeField !== undefined) {
    const tail = one.decodeField.split('.').slice(1).filter((step) => /^[a-z]/.test(step)).join('.');
    return [...ours].some((field) => {
      const bare = field.replace(/\[[^\]]*\]/g, '').replace(/\.\d+(?=\.|$)/g, '');
      return bare === tail || bare.startsWith(tail) || tail.startsWith(bare);
    });
  }
  return serverFields(one).some((field) => ours.has(plain(field)));
}

const plain = (field: string): string => field.replace(/\[([^\]]*)\]/g, '.$1');
const said = (verdicts: readonly DocumentVerdict[]): string => verdicts.flatMap((verdict) => verdict.errors.map((error) => `${error.field}: ${error.message} [${error.reason}]`)).slice(0, 6).join('; ').slice(0, 600) || 'accepted';
const percent = (part: number, of: number): string => `${of === 0 ? '-' : ((100 * part) / of).toFixed(2)} %`;
const line = (name: string, each: Tally): string =>
  `${name.padEnd(33)} ${String(each.cases).padStart(5)} ${percent(each.cases - each.misses - each.falseAlarms, each.cases).padStart(9)} ${String(each.misses).padStart(5)} ${String(each.falseAlarms).padStart(6)} ${percent(each.paths, each.named).padStart(9)}`;
const linesOf = (path: string): Case[] => readFileSync(path, 'utf8').split('\n').filter((text) => text !== '').map((text) => JSON.parse(text) as Case);

if (existsSync(join(folder, 'verdicts.jsonl'))) report();
else console.log(`skipped: there is no corpus of verdicts in ${folder}`);
