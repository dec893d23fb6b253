import { renderRepository } from './run/clusters.ts';
import { command } from './cli/command.ts';
import { parseFlags, type Flag } from './lib/flags.ts';
import { compareCluster, desiredOf, driftJson, type DriftReport, driftText, failing, isPartial } from './live/drift/index.ts';
import { refOf } from './lib/object.ts';
import { unitOf } from './lib/unit.ts';
import { discover } from './live/objects/discovery.ts';
import { clusterFlags, renderOptions, repositoryFlags } from './cli/options.ts';
import { openRenders } from './cli/renders.ts';
import { visible } from './report/visible.ts';
import { chooseCluster, rootPath, notThisCluster, withCluster } from './cli/session.ts';

const flags = {
  ...repositoryFlags,
  ...clusterFlags,
  ignore: { value: 'OBJECT:POINTER', many: true, form: { pattern: /^[^/]+\/[^/]*\/[^:]+:\/.+$/, example: 'Deployment/shop/*:/spec/replicas' }, help: 'a field that others may change; both sides may hold *' },
  'without-secrets': { help: 'neither read nor compare Secrets' },
  format: { value: 'text|json', choices: ['text', 'json'], help: 'default text' },
  help: { help: 'this text' },
} satisfies Record<string, Flag>;

const parsed = parseFlags(process.argv.slice(2), flags, {
  command: 'npm run drift --',
  summary: 'Compares what git wants with what lives in a cluster, by server-side apply dry run, as Flux does. Changes nothing.',
  examples: [
    ['npm run drift -- --cluster homelab', 'missing, extra and different objects, with the line of git'],
    ["npm run drift -- --cluster homelab --ignore 'Deployment/shop/*:/spec/replicas'", 'but not these'],
    ['npm run --silent drift -- --cluster homelab --format json', 'a document for programs'],
  ],
  exits: '0 as git wants it, 1 drift, 2 could not compare (all of it)',
});
await command(parsed, main);

async function main(values: Extract<typeof parsed, { ok: true }>['values']): Promise<number> {
  const { stdout, stderr, env } = process;
  const { options, save } = openRenders(renderOptions(values, env), values, process);
  const chosen = chooseCluster(options, values.context);
  if (typeof chosen === 'string') return tell(chosen);
  const { name } = chosen.config;
  return withCluster(values, name, async ({ client, progress }) => {
    const discovery = await discover(client);
    if (!discovery.ok) return tell(discovery.failure.message);
    const root = chosen.roots.map(({ object }) => object).find((each) => each['kind'] === 'Kustomization');
    const other = notThisCluster(await rootPath(client, discovery.value, root), root, name, client.context);
    if (other !== undefined) return tell(other);
    const rendered = await renderRepository({ ...options, cluster: name, onProgress: progress });
    if (!rendered.ok) return tell(rendered.problems.map(({ message }) => message).join('\n'));
    const { units, manifests } = rendered.clusters[0]!;
    const flux = new Map([...chosen.roots, ...manifests].map(({ object }) => object).filter((each) => unitOf(refOf(each)) !== undefined).map((each) => [key(each), each]));
    const { desired, notCompared } = desiredOf(units, ({ id }) => flux.get(`${id.kind}/${id.namespace}/${id.name}`));
    const compared = await compareCluster(client, desired, {
      discovery: discovery.value, withoutSecrets: values['without-secrets'] === true, onProgress: (line) => progress(`${name}: ${line}`),
      ignored: (values.ignore ?? []).map((rule) => ({ object: rule.slice(0, rule.indexOf(':')), pointer: rule.slice(rule.indexOf(':') + 1) })),
    });
    progress('');
    if (!compared.ok) return tell(compared.failure.message);
    const report: DriftReport = { ...compared.value, cluster: name, context: client.context, kubernetes: client.version, notCompared };
    save();
    stdout.write(values.format === 'json' ? driftJson(report) : visible(driftText(report)));
    return isPartial(report) ? 2 : failing(report) ? 1 : 0;
  });

  function tell(message: string): number {
    stderr.write(`${visible(message)}\n`);
    return 2;
  }

  function key(body: { readonly [part: string]: unknown }): string {
    const { namespace, name } = body['metadata'] as { namespace: string; name: string };
    return `${String(body['kind'])}/${namespace}/${name}`;
  }
}
