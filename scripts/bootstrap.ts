import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { renderRepository } from './run/clusters.ts';
import { command } from './cli/command.ts';
import { parseFlags, type Flag } from './lib/flags.ts';
import { applyPlan, openGitea, planOf, planText } from './live/bootstrap/index.ts';
import { discover } from './live/objects/discovery.ts';
import { clusterFlags, renderOptions, repositoryFlags } from './cli/options.ts';
import { openRenders } from './cli/renders.ts';
import { visible } from './report/visible.ts';
import { chooseCluster, notThisCluster, rootPath, withCluster } from './cli/session.ts';

const flags = {
  ...repositoryFlags,
  ...clusterFlags,
  apply: { help: 'carry the steps out, instead of printing them; can be run again' },
  gitea: { value: 'URL', form: { pattern: /^https?:\/\/\S+$/, example: 'https://gitea.example.com' }, help: 'the API of the git server (default: the host of the repository)' },
  'known-hosts': { value: 'FILE', needs: 'apply', help: 'host keys of the git server, where it is reached by ssh' },
  'webhook-url': { value: 'URL', needs: 'apply', form: { pattern: /^https?:\/\/\S+$/, example: 'https://flux.example.com' }, help: 'where the git server reaches notification-controller' },
  for: { value: 'SECONDS', needs: 'apply', form: { pattern: /^[1-9]\d{0,4}$/, example: '300' }, help: 'how long to wait for Flux (default 300)' },
  help: { help: 'this text' },
} satisfies Record<string, Flag>;

const parsed = parseFlags(process.argv.slice(2), flags, {
  command: 'npm run bootstrap --',
  summary: 'Prints, or with --apply carries out, the steps that bring Flux to an empty cluster.',
  examples: [
    ['npm run bootstrap -- --cluster homelab', 'the steps, as commands'],
    ['npm run bootstrap -- --cluster homelab --context homelab --apply', 'do them; log-in in GIT_USERNAME and GIT_PASSWORD'],
  ],
  exits: '0 printed, or Flux is ready; 1 all is applied, and Flux is not ready yet; 2 a step failed',
});
await command(parsed, main);

async function main(values: Extract<typeof parsed, { ok: true }>['values']): Promise<number> {
  const { stdout, env } = process;
  const { options, save, endProgress } = openRenders(renderOptions(values, env), values, process);
  const chosen = chooseCluster(options, values.context);
  if (typeof chosen === 'string') return tell(chosen);
  const cluster = chosen.config.name;
  const rendered = await renderRepository({ ...options, cluster });
  endProgress();
  if (!rendered.ok) return tell(rendered.problems.map(({ message }) => message).join('\n'));
  const plan = planOf(cluster, rendered.clusters[0]!, values.gitea);
  save();
  if (typeof plan === 'string') return tell(plan);
  if (values.apply !== true) {
    stdout.write(visible(planText(plan)));
    return 0;
  }
  let knownHosts: string | undefined;
  if (values['known-hosts'] !== undefined) {
    try {
      knownHosts = readFileSync(resolve(env['INIT_CWD'] ?? '.', values['known-hosts']), 'utf8');
    } catch {
      return tell(`--known-hosts ${values['known-hosts']}: it cannot be read`);
    }
  }
  const { GITEA_TOKEN: token, GIT_USERNAME: username, GIT_PASSWORD: password } = env;
  return withCluster(values, cluster, async ({ client }) => {
    const discovery = await discover(client);
    if (!discovery.ok) return tell(discovery.failure.message);
    const root = chosen.roots.map(({ object }) => object).find((each) => each['kind'] === 'Kustomization');
    const other = notThisCluster(await rootPath(client, discovery.value, root), root, cluster, client.context);
    if (other !== undefined) return tell(other);
    const done = await applyPlan(client, plan, {
      waitMs: Number(values.for ?? 300) * 1000, say: (line) => void stdout.write(`${visible(line)}\n`),
      ...(username !== undefined && password !== undefined && { login: { username, password } }),
      ...(knownHosts !== undefined && { knownHosts }),
      ...(token !== undefined && token !== '' && { gitea: openGitea(plan.git, token, 30_000) }),
      ...(values['webhook-url'] !== undefined && { webhookUrl: values['webhook-url'] }),
    });
    if (!done.ok) return tell(done.failure.message);
    stdout.write(done.value === 'ready' ? `Flux is ready in ${cluster}; npm run status -- --cluster ${cluster} --watch follows what it does\n` : `everything is applied, and the FluxInstance is not ready yet; npm run status -- --cluster ${cluster} says why\n`);
    return done.value === 'ready' ? 0 : 1;
  });

  function tell(message: string): number {
    process.stderr.write(`${visible(message)}\n`);
    return 2;
  }
}
