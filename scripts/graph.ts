import { resolve } from 'node:path';
import { describe, objectsNamed } from './graph/describe.ts';
import { drawDot, drawMermaid, drawText } from './graph/draw.ts';
import { buildGraph } from './graph/index.ts';
import { command } from './command.ts';
import { parseFlags, type Flag } from './lib/flags.ts';
import { suggest } from './lib/suggest.ts';
import { run } from './run.ts';

const flags = {
  cluster: { value: 'NAME', help: 'only this cluster' },
  path: { value: 'DIR', help: 'another repository (default: this one)' },
  entry: { value: 'DIR', help: 'the folder that Flux syncs, where the repository does not say' },
  'charts-dir': { value: 'DIR', many: true, help: 'packaged charts, taken before any download' },
  offline: { help: 'contact nobody' },
  format: { value: 'text|json|dot|mermaid', choices: ['text', 'json', 'dot', 'mermaid'], help: 'default text' },
  help: { help: 'this text' },
} satisfies Record<string, Flag>;

const parsed = parseFlags(process.argv.slice(2), flags, {
  command: 'npm run graph --',
  summary: 'Shows what an object refers to, what refers to it, and who may call it.',
  examples: [['npm run graph -- Service/randoms/web', 'one object'], ['npm run graph -- Deployment/randoms/api --format mermaid', 'a picture']],
  exits: '0 found, 1 no such object, 2 could not look',
  operands: '<Kind/namespace/name>',
});
await command(parsed, async (values, [wanted, ...more]) => {
  if (wanted !== undefined && more.length === 0) return main(wanted, values);
  process.stderr.write('name one object: npm run graph -- Service/randoms/web\n');
  return 2;
});

async function main(wanted: string, values: Extract<typeof parsed, { ok: true }>['values']): Promise<number> {
  const here = process.env['INIT_CWD'] ?? '.';
  const { clusters } = await run({
    root: resolve(here, values.path ?? '.'), chartDirs: (values['charts-dir'] ?? []).map((dir) => resolve(here, dir)), mirrors: [],
    network: values.offline === true ? 'offline' : 'auto', cacheDir: resolve(import.meta.dirname, '..', '.cache'), env: process.env,
    ...(values.cluster !== undefined && { cluster: values.cluster }), ...(values.entry !== undefined && { entry: values.entry }),
  });
  const graphs = clusters.map((cluster) => buildGraph(cluster));
  const found = graphs.flatMap((graph) => objectsNamed(graph, wanted).map((resource) => ({ cluster: graph.cluster.name, ...describe(graph, resource) })));
  if (found.length === 0) {
    const near = suggest(wanted, new Set(graphs.flatMap((graph) => graph.resources.map(({ ref }) => `${ref.kind}/${ref.namespace}/${ref.name}`))));
    process.stderr.write(`no object is called "${wanted}"${near === undefined ? '; write Kind/namespace/name' : `; did you mean "${near}"?`}\n`);
    return 1;
  }
  if (values.format === 'json') process.stdout.write(`${JSON.stringify(found, undefined, 2)}\n`);
  else for (const one of found) process.stdout.write(values.format === 'dot' ? drawDot(one) : values.format === 'mermaid' ? drawMermaid(one) : `${one.cluster}: ${drawText(one)}`);
  return 0;
}
