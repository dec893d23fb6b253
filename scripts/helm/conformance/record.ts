import { writeFileSync } from 'node:fs';
import { findBinary } from '../../lib/find-binary.ts';
import { allCases, runBinary, type Result } from './run.ts';

/** `npm run helm:record [-- path/to/helm]`: asks the binary about every case and writes recorded.json. */
const binary = process.argv[2] ?? process.env['HELM'] ?? findBinary('helm') ?? 'helm';
const cases = allCases();
const results = new Map<string, Result>();
let next = 0;
await Promise.all(Array.from({ length: 2 }, async () => {
  for (let one = cases[next++]; one !== undefined; one = cases[next++]) results.set(one.id, await runBinary(binary, one));
}));
const sorted = Object.fromEntries(cases.map(({ id }) => [id, results.get(id)]));
writeFileSync(new URL('recorded.json', import.meta.url), `${JSON.stringify(sorted, null, 1)}\n`);
console.log(`${cases.length} cases recorded`);
