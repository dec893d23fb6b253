import { command } from './cli/command.ts';
import { parseFlags, type Flag } from './lib/flags.ts';
import { statusJson, statusText } from './live/status/index.ts';
import { clusterFlags, renderOptions, repositoryFlags } from './cli/options.ts';
import { openRenders } from './cli/renders.ts';
import { visible } from './report/visible.ts';
import { chooseClusters, withCluster } from './cli/session.ts';
import { statusOf, type Told } from './cli/status-of.ts';

const flags = {
  ...repositoryFlags,
  ...clusterFlags,
  watch: { help: 'go on until the commit is live or has failed' },
  commit: { value: 'SHA', form: { pattern: /^[0-9a-fA-F]{7,64}$/, example: '3f2c1ab' }, help: 'the commit to ask for (default: what the source has)' },
  for: { value: 'SECONDS', form: { pattern: /^[1-9]\d{0,4}$/, example: '600' }, help: 'how long --watch waits (default 600)' },
  verbose: { help: 'list what is ready, too' },
  format: { value: 'text|json', choices: ['text', 'json'], help: 'default text' },
  help: { help: 'this text' },
} satisfies Record<string, Flag>;

const parsed = parseFlags(process.argv.slice(2), flags, {
  command: 'npm run status --',
  summary: 'Says what Flux has made of the repository in a living cluster: the cause first, then what waits for it.',
  examples: [
    ['npm run status -- --cluster homelab', 'what is not ready, and why'],
    ['npm run status', 'all clusters, each by the context of its name'],
    ['npm run status -- --cluster homelab --watch --commit 3f2c1ab', 'after a merge: until it is live, or has failed'],
    ['npm run --silent status -- --cluster homelab --format json', 'a document for programs'],
  ],
  exits: '0 everything is ready (and the commit live), 1 something is not, 2 could not look (at all of it)',
});
await command(parsed, main);

async function main(values: Extract<typeof parsed, { ok: true }>['values']): Promise<number> {
  const { stdout, stderr, env } = process;
  const { options, save } = openRenders(renderOptions(values, env), values, process);
  const chosen = chooseClusters(options, values.context);
  if (typeof chosen === 'string') {
    stderr.write(`${visible(chosen)}\n`);
    return 2;
  }
  const told: Told[] = [];
  const said = new Set<string>();
  let code = 0;
  for (const each of chosen) {
    const { config } = each;
    const exactly = chosen.length > 1;
    code = Math.max(code, await withCluster(values, config.name, async (session) => {
      const of = await statusOf(each, session, options, { watch: values.watch === true, commit: values.commit ?? '', forMs: Number(values.for ?? 600) * 1000, onCommit: (line) => void (!stderr.isTTY && values.format !== 'json' && stderr.write(`${visible(line)}\n`)) });
      if (typeof of === 'string') {
        stderr.write(`${visible(of)}\n`);
        return 2;
      }
      told.push(of);
      const { report, come } = of;
      const asked = values.watch === true || values.commit !== undefined;
      if (values.format !== 'json') stdout.write(visible(`${statusText(report, values.verbose === true)}${asked ? `${come.line}\n` : ''}`));
      if (report.notRead.length > 0) return 2;
      return report.objects.every(({ state }) => state === 'ready' || state === 'suspended') && (!asked || come.state === 'live') ? 0 : 1;
    }, { exactly, said }));
    if (code === 130) return code;
  }
  save();
  if (values.format === 'json') stdout.write(statusJson(told));
  return code;
}
