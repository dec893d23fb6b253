/** Writes values.schema.json, helmrelease.schema.json and the values part of README.md; `--check` only says whether they are up to date. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { helmRelease } from './helmrelease.ts';
import { readme } from './readme.ts';
import { schema } from './values.ts';

const chart = resolve(import.meta.dirname, '..');
const json = (value: unknown) => `${JSON.stringify(value, null, 1)}\n`;

/** The generated files by name, as they should be. */
export function generated(): Record<string, string> {
  return {
    'values.schema.json': json(schema),
    'helmrelease.schema.json': json(helmRelease(schema)),
    'README.md': readme(schema, readFileSync(join(chart, 'README.md'), 'utf8')),
  };
}

/** Names of generated files whose content is another one than it should be. */
export function outdated(): string[] {
  return Object.entries(generated()).filter(([name, text]) => readFileSync(join(chart, name), 'utf8') !== text).map(([name]) => name);
}

if (import.meta.main) {
  if (process.argv.includes('--check')) {
    const old = outdated();
    if (old.length > 0) process.stdout.write(`out of date: ${old.join(', ')}; run npm run app-template:schema\n`);
    process.exitCode = old.length > 0 ? 1 : 0;
  } else {
    for (const [name, text] of Object.entries(generated())) writeFileSync(join(chart, name), text);
  }
}
