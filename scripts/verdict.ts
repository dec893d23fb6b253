import { resolve } from 'node:path';
import { command } from './cli/command.ts';
import { parseFlags, type Flag } from './lib/flags.ts';
import { run } from './schema/cli.ts';

const flags = {
  kubernetes: { value: 'VERSION', form: { pattern: /^v?1\.\d{1,3}(\.\d+)?$/, example: '1.35' }, help: 'of this Kubernetes version (default 1.35)' },
  crds: { value: 'DIR', help: 'a folder of CustomResourceDefinitions to judge by as well' },
  format: { value: 'text|json', choices: ['text', 'json'], help: 'json: a line for each object (default text)' },
  help: { help: 'this text' },
} satisfies Record<string, Flag>;

const parsed = parseFlags(process.argv.slice(2), flags, {
  command: 'npm run verdict --',
  summary: 'Says what the API server would say of plain manifests, without a cluster and without Flux.',
  examples: [['npm run verdict -- pod.yaml', 'one file'], ['kubectl kustomize . | npm run --silent verdict -- -', 'what another program prints']],
  exits: '0 all accepted, 1 something is refused, 2 a file could not be read, or holds no object',
  operands: '<file>...',
});
await command(parsed, ({ kubernetes = '1.35', crds, format }, files) => {
  const here = process.env['INIT_CWD'] ?? '.';
  if (files.length === 0) {
    process.stderr.write('name a file, or - for standard input\n');
    return Promise.resolve(2);
  }
  return Promise.resolve(run(
    { files: files.map((file) => (file === '-' ? file : resolve(here, file))), kubernetes: kubernetes.replace(/^v/, '').split('.').slice(0, 2).join('.'), json: format === 'json', ...(crds !== undefined && { crds: resolve(here, crds) }) },
    { out: (line) => process.stdout.write(`${line}\n`), err: (line) => process.stderr.write(`${line}\n`) },
  ));
}, 'nothing was judged');
