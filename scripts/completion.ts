import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { flagsAsJson, type Flag } from './lib/flags.ts';
import { suggest } from './lib/suggest.ts';
import { bash, fish, zsh, type Command } from './completion/shells.ts';
import { ruleIds } from './rules/index.ts';

/** The commands whose flags are completed; each is `npm run <name>` and `scripts/<name>.ts`. */
const names = ['validate', 'diff', 'render', 'tree', 'graph', 'review', 'report', 'status', 'drift', 'seal', 'bootstrap'] as const;
const shells = { bash, zsh, fish };

const [wanted = '', ...more] = process.argv.slice(2);
if (Object.hasOwn(shells, wanted) && more.length === 0) process.stdout.write(shells[wanted as keyof typeof shells]([...names.map(commandOf), { name: 'explain', flags: {}, operands: ruleIds() }, { name: 'completion', flags: {}, operands: Object.keys(shells) }]));
else {
  const near = suggest(wanted, Object.keys(shells));
  const wrong = wanted === '' || wanted === '--help' || wanted === '-h' ? '' : `"${[wanted, ...more].join(' ')}" is no shell${near === undefined ? '' : `; did you mean "${near}"?`}\n`;
  const usage = `usage: npm run --silent completion -- ${Object.keys(shells).join('|')}   (docs/comfort.md tells where to put it)\n`;
  (wrong === '' && wanted !== '' ? process.stdout : process.stderr).write(wrong + usage);
  process.exitCode = wrong === '' && wanted !== '' ? 0 : 2;
}

/** Asks the command itself, so that no flag is written twice. */
function commandOf(name: string): Command {
  const flags = JSON.parse(execFileSync(process.execPath, [join(import.meta.dirname, `${name}.ts`), flagsAsJson], { encoding: 'utf8' })) as Readonly<Record<string, Flag>>;
  return { name, flags, ...(name === 'report' && { operands: ['merge'] }) };
}
