import { renderRepository } from './run/clusters.ts';
import { command } from './cli/command.ts';
import { parseFlags, type Flag } from './lib/flags.ts';
import type { UnitResult } from './model/unit.ts';
import { renderOptions, repositoryFlags } from './cli/options.ts';
import { manifestsOf, manifestsYaml, unitsJson } from './report/manifests.ts';
import { openRenders } from './cli/renders.ts';
import { problemLines } from './report/problems.ts';
import { comesFrom, nearest, select } from './report/select.ts';

const flags = {
  ...repositoryFlags,
  format: { value: 'yaml|json', choices: ['yaml', 'json'], help: 'default yaml; json: one document with outcome and origin of each unit, Secrets as in git' },
  origin: { help: 'write behind each field where it comes from' },
  'show-secrets': { help: 'yaml: show the values of Secrets instead of *****' },
  help: { help: 'this text' },
} satisfies Record<string, Flag>;

const parsed = parseFlags(process.argv.slice(2), flags, {
  command: 'npm run render --',
  summary: 'Prints the manifests that Flux would apply: of one unit, or of a whole cluster.',
  examples: [
    ['npm run render -- apps', 'a Kustomization or HelmRelease by name'],
    ['npm run render -- HelmRelease/media/web --origin', 'with the line behind every field'],
    ['npm run render -- apps/web', 'what a folder or file becomes'],
    ['npm run --silent render -- --cluster homelab --format json', 'a document for programs'],
  ],
  exits: '0 printed, 1 no such unit or it is not applied, 2 could not look',
  operands: '[<name, Kind/namespace/name or path>]',
});
await command(parsed, async (values, operands) => {
  if (operands.length <= 1) return main(operands[0], values);
  process.stderr.write(`name one unit or none, not "${operands.join('" and "')}"\n`);
  return 2;
});

async function main(word: string | undefined, values: Extract<typeof parsed, { ok: true }>['values']): Promise<number> {
  const { stdout, stderr, env } = process;
  const { options, save, endProgress } = openRenders(renderOptions(values, env), values, process);
  const rendered = await renderRepository(options);
  endProgress();
  if (!rendered.ok) {
    stderr.write(problemLines(rendered.problems));
    return 2;
  }
  const found = rendered.clusters.map((cluster) => ({ cluster, selection: word === undefined ? { units: cluster.units } : select(cluster, word) })).filter(({ selection }) => selection.units.length > 0);
  const [first] = found;
  if (first === undefined) {
    const near = word === undefined ? undefined : nearest(rendered.clusters, word);
    stderr.write(word === undefined ? 'no unit was found, so nothing was rendered\n' : `no unit is called "${word}", and no manifest comes from such a path${near === undefined ? '' : `; did you mean "${near}"?`}\n`);
    return 1;
  }
  if (found.length > 1) {
    stderr.write(`${word === undefined ? 'there are several clusters' : `"${word}" is in several clusters`}: choose one with --cluster ${found.map(({ cluster }) => cluster.name).join(', --cluster ')}\n`);
    return 2;
  }
  const { units, from } = { from: undefined, ...first.selection };
  if (values.format === 'json') stdout.write(unitsJson(units));
  else {
    for (const unit of units) {
      const manifests = manifestsOf(unit).filter((manifest) => from === undefined || comesFrom(manifest, from));
      stdout.write(manifestsYaml(manifests, { origin: values.origin === true, secrets: values['show-secrets'] === true }));
    }
    for (const unit of units) if (unit.outcome !== 'rendered') stderr.write(`${told(unit)}\n`);
  }
  save();
  if (options.network === 'online' && units.some(({ problems }) => problems.some(({ code }) => code === 'helm/chart-not-fetched'))) return 2;
  return word !== undefined && units.some(({ outcome }) => outcome !== 'rendered') ? 1 : 0;
}

function told({ id, outcome, reason, message, blockedBy = [], refused = [] }: UnitResult): string {
  const why = [reason, message].filter((part) => part !== undefined).join(': ');
  const waits = blockedBy.length === 0 ? '' : `; waits for ${blockedBy.map((other) => `${other.kind}/${other.namespace}/${other.name}`).join(', ')}`;
  return `${id.kind}/${id.namespace}/${id.name} is ${outcome}${why === '' ? '' : `: ${why}`}${waits}${refused.length === 0 ? '' : `; ${refused.length} manifests do not reach the cluster`}`;
}
