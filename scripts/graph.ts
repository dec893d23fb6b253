import { describe, objectsNamed } from './graph/describe.ts';
import { drawDot, drawMermaid, drawText } from './graph/draw.ts';
import { buildGraph } from './graph/index.ts';
import { command } from './cli/command.ts';
import { renderOptions, repositoryFlags } from './cli/options.ts';
import { openRenders } from './cli/renders.ts';
import { parseFlags, type Flag } from './lib/flags.ts';
import { suggest } from './lib/suggest.ts';
import { problemLines } from './report/problems.ts';
import { renderRepository } from './run/clusters.ts';

const flags = {
  ...repositoryFlags,
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
  const { stdout, stderr, env } = process;
  const { options, save, endProgress } = openRenders(renderOptions(values, env), values, process);
  const rendered = await renderRepository(options);
  endProgress();
  if (!rendered.ok) {
    stderr.write(problemLines(rendered.problems));
    return 2;
  }
  const graphs = rendered.clusters.map((cluster) => buildGraph(cluster));
  for (const { name, units } of rendered.clusters) {
    const missing = units.filter(({ outcome }) => outcome !== 'rendered').length;
    if (missing > 0) stderr.write(`${name}: ${missing} of ${units.length} units are not rendered, so what they hold is not in the graph; npm run tree -- --cluster ${name} lists them\n`);
  }
  const found = graphs.flatMap((graph) => objectsNamed(graph, wanted).map((resource) => ({ cluster: graph.cluster.name, ...describe(graph, resource) })));
  save();
  if (found.length === 0) {
    const near = suggest(wanted, new Set(graphs.flatMap((graph) => graph.resources.map(({ ref }) => `${ref.kind}/${ref.namespace}/${ref.name}`))));
    stderr.write(`no object is called "${wanted}"${near === undefined ? '; write Kind/namespace/name' : `; did you mean "${near}"?`}\n`);
    return 1;
  }
  if (values.format === 'json') stdout.write(`${JSON.stringify(found, undefined, 2)}\n`);
  else for (const one of found) stdout.write(values.format === 'dot' ? drawDot(one) : values.format === 'mermaid' ? drawMermaid(one) : `${one.cluster}: ${drawText(one)}`);
  return 0;
}
