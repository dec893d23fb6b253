import { renderRepository } from './run/clusters.ts';
import { command } from './cli/command.ts';
import { parseFlags, type Flag } from './lib/flags.ts';
import { renderOptions, repositoryFlags } from './cli/options.ts';
import { openRenders } from './cli/renders.ts';
import { wantsColor } from './cli/terminal.ts';
import { problemLines } from './report/problems.ts';
import { drawTree } from './report/tree.ts';

const flags = { ...repositoryFlags, help: { help: 'this text' } } satisfies Record<string, Flag>;

const parsed = parseFlags(process.argv.slice(2), flags, {
  command: 'npm run tree --',
  summary: 'Draws the Kustomizations and HelmReleases of each cluster: who renders whom, from what, after what, and what becomes of it.',
  examples: [['npm run tree', 'all clusters of this repository'], ['npm run tree -- --cluster homelab', 'one cluster'], ['npm run tree -- --path ../other --entry clusters/prod', 'any Flux repository']],
  exits: '0 every unit is rendered or suspended, 1 one fails, waits or was not looked into, 2 could not look',
});
await command(parsed, main);

async function main(values: Extract<typeof parsed, { ok: true }>['values']): Promise<number> {
  const { stdout, stderr, env } = process;
  const { options, save, endProgress } = openRenders(renderOptions(values, env), values, process);
  const rendered = await renderRepository(options);
  endProgress();
  if (!rendered.ok) {
    stderr.write(problemLines(rendered.problems));
    return 2;
  }
  const colour = wantsColor(env, stdout);
  for (const { name, units } of rendered.clusters) stdout.write(drawTree(name, units, { colour }));
  save();
  return rendered.clusters.some(({ units }) => units.some(({ outcome }) => outcome !== 'rendered' && outcome !== 'suspended')) ? 1 : 0;
}
