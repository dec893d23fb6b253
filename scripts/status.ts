import { renderRepository } from './clusters.ts';
import { text } from './lib/object.ts';
import { parseFlags, type Flag } from './lib/flags.ts';
import { discover } from './live/objects/discovery.ts';
import { type Expected, judge, keyOf, type Progress, progressOf, readFlux, statusJson, type StatusReport, statusText } from './live/status/index.ts';
import { clusterFlags, renderOptions, repositoryFlags } from './options.ts';
import { visible } from './report/visible.ts';
import { chooseCluster, notThisCluster, withCluster } from './session.ts';

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
    ['npm run status -- --cluster homelab --watch --commit 3f2c1ab', 'after a merge: until it is live, or has failed'],
    ['npm run --silent status -- --cluster homelab --format json', 'a document for programs'],
  ],
  exits: '0 everything is ready (and the commit live), 1 something is not, 2 could not look (at all of it)',
});
if (!parsed.ok) {
  (parsed.exitCode === 0 ? process.stdout : process.stderr).write(parsed.text);
  process.exitCode = parsed.exitCode;
} else process.exitCode = await main(parsed.values);

async function main(values: Extract<typeof parsed, { ok: true }>['values']): Promise<number> {
  const { stdout, stderr, env } = process;
  const options = renderOptions(values, env);
  const chosen = chooseCluster(options, values.context);
  if (typeof chosen === 'string') {
    stderr.write(`${chosen}\n`);
    return 2;
  }
  const { config, roots } = chosen;
  const root = roots.map(({ object }) => object).find((each) => each['kind'] === 'Kustomization');
  return withCluster(values, config.name, async ({ client, signal, progress }) => {
    const discovery = await discover(client);
    if (!discovery.ok) return tell(discovery.failure.message);
    progress(`${config.name}: rendering`);
    const rendered = await renderRepository({ ...options, cluster: config.name });
    const expected: Expected[] = !rendered.ok ? [] : rendered.clusters.flatMap(({ units }) => units).flatMap(({ id, place, manifests }) => [
      { ...id, ...(place !== undefined && { place: `${place.file}:${place.line}` }) },
      ...manifests.filter(({ object }) => /^(source\.toolkit\.fluxcd\.io|kustomize\.toolkit|helm\.toolkit)/.test(text(object, 'apiVersion'))).map(({ object, originOf }): Expected => {
        const origin = originOf('').steps[0]?.place;
        return { kind: text(object, 'kind'), namespace: text(object, 'metadata', 'namespace'), name: text(object, 'metadata', 'name'), parent: keyOf(id), ...(origin !== undefined && { place: `${origin.file}:${origin.line}` }) };
      }),
    ]);
    const own = [...new Map(expected.toReversed().map((each) => [keyOf(each), each])).values()];
    const rootKey = root === undefined ? '' : `Kustomization/${text(root, 'metadata', 'namespace')}/${text(root, 'metadata', 'name')}`;
    const until = Date.now() + Number(values.for ?? 600) * 1000;
    let failedSince: number | undefined;
    for (let before = ''; ;) {
      const read = await readFlux(client, discovery.value);
      if (!read.ok) return tell(read.failure.message);
      const other = notThisCluster(read.value.objects.find((each) => keyOf(each) === rootKey)?.path, root, config.name, client.context);
      if (other !== undefined) return tell(other);
      const source = read.value.objects.find((each) => keyOf(each) === read.value.objects.find((top) => keyOf(top) === rootKey)?.source);
      const report: StatusReport = { cluster: config.name, context: client.context, kubernetes: client.version, revision: source?.revision ?? '', objects: judge(read.value.objects, own), notRead: read.value.notRead };
      const come = progressOf(read.value.objects, rootKey, values.commit ?? '');
      // The controllers try again: what fails now may be repaired by what comes next.
      failedSince = come.state === 'failed' ? failedSince ?? Date.now() : undefined;
      const settled = come.state === 'live' || (failedSince !== undefined && Date.now() - failedSince > settleMs) || Date.now() > until || signal.aborted;
      if (values.watch === true && !settled) {
        if (come.line !== before && values.format !== 'json' && !stderr.isTTY) stderr.write(`${visible(come.line)}\n`);
        progress(visible(come.line));
        before = come.line;
        await new Promise((settle) => setTimeout(settle, 2_000));
        continue;
      }
      progress('');
      return tellStatus(report, values.watch === true || values.commit !== undefined ? come : undefined, Date.now() > until);
    }
  });

  function tell(message: string): number {
    stderr.write(`${visible(message)}\n`);
    return 2;
  }

  function tellStatus(report: StatusReport, come: Progress | undefined, late: boolean): number {
    if (values.format === 'json') stdout.write(statusJson([report], come === undefined ? undefined : [{ cluster: report.cluster, ...come }]));
    else {
      stdout.write(visible(statusText(report, values.verbose === true)));
      if (come !== undefined) stdout.write(`${visible(come.line)}${late && come.state === 'coming' ? `; waited ${values.for ?? 600} s` : ''}\n`);
    }
    if (report.notRead.length > 0) return 2;
    const isReady = report.objects.every(({ state }) => state === 'ready' || state === 'suspended');
    return isReady && (come === undefined || come.state === 'live') ? 0 : 1;
  }
}

/** How long a failure has to last before --watch believes it, in ms. */
const settleMs = 30_000;
