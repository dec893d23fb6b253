import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { command } from './cli/command.ts';
import { factsFile } from './run/facts.ts';
import { parseFlags, type Flag } from './lib/flags.ts';
import { gather } from './live/facts/gather.ts';
import { clusterFlags, repositoryFlags } from './cli/options.ts';
import { writeInside } from './cli/output.ts';
import { compareFacts, factsOf, factsText } from './schema/pull/facts.ts';
import { addCrds, fromOpenApi } from './schema/pull/local.ts';
import { pull, type Sources } from './schema/pull/pull.ts';
import { readFacts } from './schema/store/facts.ts';
import { chooseCluster, withCluster } from './cli/session.ts';

const flags = {
  cluster: { ...repositoryFlags.cluster, help: 'pull the facts of this cluster of the repository into facts/NAME.json' },
  ...clusterFlags,
  context: { ...clusterFlags.context, help: 'pull from this context of the kubeconfig (default: the one called like the cluster)' },
  check: { help: 'write nothing; exit 1 where git has other facts than the cluster' },
  path: repositoryFlags.path,
  crds: { value: 'DIR', help: 'without a cluster: add the CRDs of a folder to the bundled schemas' },
  openapi: { value: 'FILE', help: 'without a cluster: built-in kinds from `kubectl get --raw /openapi/v2`' },
  help: { help: 'this text' },
} satisfies Record<string, Flag>;

const parsed = parseFlags(process.argv.slice(2), flags, {
  command: 'npm run schemas:pull --',
  summary: 'Pulls what validate judges by: the facts of a living cluster, or the bundled schemas that schemas/sources.json names.',
  examples: [
    ['npm run schemas:pull -- --context homelab', 'facts/homelab.json: version, kinds, CRDs, policies, quotas, classes'],
    ['npm run schemas:pull -- --context homelab --check', 'does git still have the facts of the cluster? (for a schedule)'],
    ['npm run schemas:pull', 'schemas/ anew, from the pinned releases'],
  ],
  exits: '0 written or the same, 1 --check found a difference, 2 could not read (all of) it',
});
await command(parsed, (values) => {
  const ofCluster = values.cluster !== undefined || values.context !== undefined || values.kubeconfig !== undefined || values.check === true;
  if (ofCluster) return pullFacts(values);
  return pullSchemas(values).catch((error: unknown) => {
    process.stderr.write(`schemas:pull: ${error instanceof Error ? error.message : String(error)}\n`);
    return 2;
  });
});

type Given = Extract<typeof parsed, { ok: true }>['values'];

/** The bundled schemas. */
async function pullSchemas({ crds, openapi }: Given): Promise<number> {
  const folder = join(import.meta.dirname, '..', 'schemas');
  mkdirSync(join(folder, 'crds'), { recursive: true });
  const here = (file: string): string => resolve(process.env['INIT_CWD'] ?? '.', file);
  const made = crds !== undefined ? addCrds(folder, here(crds)) : openapi !== undefined ? fromOpenApi(readFileSync(here(openapi), 'utf8'), openapi) : await fromReleases(folder);
  for (const [name, text] of made) {
    writeFileSync(join(folder, name), text);
    process.stderr.write(`schemas/${name}\n`);
  }
  return 0;
}

async function fromReleases(folder: string): Promise<Map<string, string>> {
  const sources = JSON.parse(readFileSync(join(folder, 'sources.json'), 'utf8')) as Sources;
  const proxy = (process.env['GOPROXY'] ?? '').split(/[,|]/).find((url) => url.startsWith('http')) ?? 'https://proxy.golang.org';
  const made = await pull(sources, proxy, (line) => process.stderr.write(`${line}\n`));
  for (const name of readdirSync(join(folder, 'crds'))) rmSync(join(folder, 'crds', name));
  return made;
}

/** The facts of a living cluster. */
async function pullFacts(values: Given): Promise<number> {
  const { stderr, stdout } = process;
  const root = resolve(process.env['INIT_CWD'] ?? '.', values.path ?? '.');
  const chosen = chooseCluster({ root, ...(values.cluster !== undefined && { cluster: values.cluster }) }, values.context);
  if (typeof chosen === 'string') {
    stderr.write(`${chosen}\n`);
    return 2;
  }
  const { name } = chosen.config;
  return withCluster(values, name, async ({ client, progress }) => {
    const got = await gather(client, (what) => progress(`${name}: ${what}`));
    progress('');
    if (!got.ok) {
      stderr.write(`${got.failure.message}\n`);
      return 2;
    }
    const facts = factsOf(name, new Date().toISOString().slice(0, 10), { ...got.value, kinds: got.value.discovery.kinds });
    for (const line of facts.notRead) stderr.write(`not read: ${line}\n`);
    const path = join(root, factsFile(name));
    const before = readOld(path);
    const differences = typeof before === 'string' ? [before] : compareFacts(before, facts);
    const counts = `Kubernetes ${facts.kubernetes}, ${facts.crds.length} custom kinds, ${facts.objects.length} objects`;
    for (const line of differences) stdout.write(`${line}\n`);
    if (values.check === true) {
      stdout.write(differences.length === 0 ? `${factsFile(name)} is what context "${client.context}" has: ${counts}\n` : `${factsFile(name)} differs from context "${client.context}" in ${differences.length} ${differences.length === 1 ? 'point' : 'points'}; npm run schemas:pull -- --cluster ${name} writes it anew\n`);
      return facts.notRead.length > 0 ? 2 : differences.length > 0 ? 1 : 0;
    }
    const refused = writeInside(root, factsFile(name), factsText(facts));
    if (refused !== undefined) {
      stderr.write(`${refused}\n`);
      return 2;
    }
    stdout.write(`${factsFile(name)}: ${counts}, from context "${client.context}"\n`);
    return facts.notRead.length > 0 ? 2 : 0;
  });
}

function readOld(path: string): ReturnType<typeof readFacts> {
  try {
    const facts = readFacts(readFileSync(path, 'utf8'));
    return typeof facts === 'string' ? `the file ${facts}` : facts;
  } catch {
    return 'git has no facts yet';
  }
}
