import { posix } from 'node:path';
import { once } from '../../lib/once.ts';
import type { Chart, ChartFile, ChartMetadata } from '../types.ts';
import { loadValues } from '../values/load.ts';
import { readArchive, type Budget } from './archive.ts';
import { checkLock } from './lock.ts';
import { readMetadata, validateMetadata } from './metadata.ts';

export type AssembleResult = { readonly ok: true; readonly chart: Chart } | { readonly ok: false; readonly error: string; readonly file?: string; readonly line?: number };

const maxNesting = 32;

/** Sorts the files of a chart into its parts and loads the charts within it (Helm's loader.LoadFiles). */
export function assemble(files: readonly ChartFile[], budget: Budget, location?: string, depth = 0): AssembleResult {
  if (depth > maxNesting) return { ok: false, error: `charts nest more than ${maxNesting} deep` };
  const warnings: string[] = [];
  const named = new Map(files.map((file) => [file.name, file]));
  const text = (name: string): string | undefined => {
    const file = named.get(name);
    return file === undefined ? undefined : textOf(file);
  };

  const read = metadataOf(files, text, warnings);
  if (!read.ok) return read;
  const valuesText = text('values.yaml') ?? '';
  const values = loadValues(valuesText);
  if (!values.ok) return { ok: false, error: `cannot load values.yaml: ${values.error}`, file: 'values.yaml', ...(values.line === undefined ? {} : { line: values.line }) };

  const validated = validateMetadata(read.metadata);
  if (!validated.ok) return { ...validated, file: 'Chart.yaml' };
  const { metadata } = validated;

  const subcharts = new Map<string, ChartFile[]>();
  const templates: ChartFile[] = [];
  const others: ChartFile[] = [];
  for (const file of files) {
    if (['Chart.yaml', 'Chart.lock', 'values.yaml', 'values.schema.json'].includes(file.name)) continue;
    if (file.name === 'requirements.yaml' || file.name === 'requirements.lock') {
      if (metadata.apiVersion === 'v1') others.push(file);
    } else if (file.name.startsWith('templates/')) templates.push(file);
    else if (!file.name.startsWith('charts/')) others.push(file);
    else if (posix.extname(file.name) === '.prov') others.push(file);
    else {
      const name = file.name.slice('charts/'.length);
      const top = name.split('/', 1)[0] ?? '';
      const list = subcharts.get(top) ?? [];
      list.push({ name, data: file.data });
      subcharts.set(top, list);
    }
  }

  const dependencies: Chart[] = [];
  // Helm's order is that of a Go map, that is none; by name, ours is the same each time
  for (const [name, inside] of [...subcharts].sort(([a], [b]) => (a < b ? -1 : 1))) {
    if (name.startsWith('_') || name.startsWith('.')) continue;
    const sub = subchart(name, inside, metadata.name, budget, location, depth);
    if (!sub.ok) return { ok: false, error: sub.isAlone === true ? sub.error : `error unpacking subchart ${name} in ${metadata.name}: ${sub.error}`, ...(sub.file === undefined ? {} : { file: `charts/${name}/${sub.file}`, line: sub.line }) };
    warnings.push(...sub.chart.warnings);
    dependencies.push(sub.chart);
  }

  const schema = text('values.schema.json');
  // few ask for it, and it takes a pass over all files
  const digest = once(() => digestOf(files));
  return {
    ok: true,
    chart: {
      get digest() {
        return digest();
      },
      metadata, templates, files: others, values: values.values, valuesText, dependencies, warnings,
      ...(schema === undefined ? {} : { schema }), ...(location === undefined ? {} : { location }),
    },
  };
}

function metadataOf(files: readonly ChartFile[], text: (name: string) => string | undefined, warnings: string[]): { ok: true; metadata: ChartMetadata } | { ok: false; error: string; file?: string; line?: number } {
  let metadata: ChartMetadata | undefined;
  // an archive may hold several, each over those before it
  for (const file of files.filter(({ name }) => name === 'Chart.yaml')) {
    const chart = readMetadata(textOf(file), 'Chart.yaml', metadata);
    if (!chart.ok) return { ...chart, file: 'Chart.yaml' };
    ({ metadata } = chart);
  }
  if (metadata === undefined) return { ok: false, error: 'Chart.yaml file is missing' };
  for (const [file, what] of [['Chart.lock', ''], ['requirements.lock', 'Dependency locking is handled in Chart.lock since apiVersion "v2". We recommend migrating to Chart.lock.']] as const) {
    const lock = text(file);
    if (lock === undefined) continue;
    const checked = checkLock(lock, file);
    if (!checked.ok) return { ...checked, file };
    if (what !== '' && metadata.apiVersion !== 'v1') warnings.push(`Warning: ${what}`);
  }
  const requirements = text('requirements.yaml');
  if (requirements !== undefined) {
    if (metadata.apiVersion !== 'v1') warnings.push('Warning: Dependencies are handled in Chart.yaml since apiVersion "v2". We recommend migrating dependencies to Chart.yaml.');
    const merged = readMetadata(requirements, 'requirements.yaml', metadata);
    if (!merged.ok) return { ...merged, file: 'requirements.yaml' };
    ({ metadata } = merged);
  }
  return { ok: true, metadata };
}

function subchart(name: string, files: readonly ChartFile[], parent: string, budget: Budget, location: string | undefined, depth: number): AssembleResult & { isAlone?: true } {
  if (posix.extname(name) === '.tgz') {
    const [file] = files;
    if (file === undefined || file.name !== name) return { ok: false, error: `error unpacking subchart tar in ${parent}: expected ${name}, got ${file?.name}`, isAlone: true };
    const unpacked = readArchive(file.data, budget);
    return unpacked.ok ? assemble(unpacked.files, budget, undefined, depth + 1) : unpacked;
  }
  const inside = files.flatMap((file) => (file.name.includes('/') ? [{ name: file.name.slice(file.name.indexOf('/') + 1), data: file.data }] : []));
  return assemble(inside, budget, location === undefined ? undefined : `${location}/charts/${name}`, depth + 1);
}

/** Text of a chart's file; bytes that are no UTF-8 become U+FFFD. */
export function textOf(file: ChartFile): string {
  return Buffer.from(file.data.buffer, file.data.byteOffset, file.data.byteLength).toString('utf8');
}

function digestOf(files: readonly ChartFile[]): string {
  const hash = process.getBuiltinModule('node:crypto').createHash('sha256');
  for (const file of [...files].sort((a, b) => (a.name < b.name ? -1 : 1))) hash.update(`${file.name}\0${file.data.length}\0`).update(file.data);
  return hash.digest('hex');
}
