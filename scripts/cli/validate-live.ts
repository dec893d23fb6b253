import { verdicts } from '../check/index.ts';
import { buildGraph } from '../graph/index.ts';
import type { Values } from '../lib/flags.ts';
import { refOf } from '../lib/object.ts';
import { discover } from '../live/objects/discovery.ts';
import { askAll } from '../live/verdict/ask.ts';
import { disagreements, unasked, verdictText, type VerdictReport } from '../live/verdict/text.ts';
import type { Cluster } from '../model/cluster.ts';
import type { clusterFlags } from './options.ts';
import { visible } from '../report/visible.ts';
import { withCluster } from './session.ts';

/** Rules that say what the server says later, or to other objects (the Pods of a workload), or that nothing is known. */
const elsewhere = new Set(['schema/no-schema', 'schema/not-checked', 'schema/pod-security', 'schema/admission']);

/** `validate --live`: the server's own dry run of each object beside the offline verdict. Exit code 1 where the two disagree. */
export async function judgeLive(clusters: readonly Cluster[], values: Values<typeof clusterFlags>, write: (text: string) => void, complain: (text: string) => void): Promise<number> {
  const cluster = clusters.length === 1 ? clusters[0] : clusters.find(({ name }) => name === values.context);
  if (cluster === undefined) {
    complain(`--live asks one cluster: choose it with --cluster ${clusters.map(({ name }) => name).join(', --cluster ')}\n`);
    return 2;
  }
  return withCluster(values, cluster.name, async ({ client, progress }) => {
    const discovery = await discover(client);
    if (!discovery.ok) return failed(discovery.failure.message);
    const said = Map.groupBy(verdicts(buildGraph(cluster)).filter(({ object }) => object !== undefined), ({ object }) => keyOf(object!));
    const manifests = cluster.manifests.filter(({ hooks }) => hooks === undefined);
    const answers = await askAll(client, discovery.value, manifests.map(({ object }) => object), (line) => progress(`${cluster.name}: ${line}`));
    progress('');
    if (!answers.ok) return failed(answers.failure.message);
    const report: VerdictReport = {
      cluster: cluster.name, context: client.context, kubernetes: client.version,
      judged: manifests.map(({ object, originOf }, i) => {
        const found = said.get(keyOf(refOf(object))) ?? [];
        const own = found.filter(({ rule }) => !elsewhere.has(rule));
        const place = originOf('').steps[0]?.place;
        return {
          object, server: answers.value[i]!,
          ...((own.length > 0 || found.length === 0) && { offline: { accepted: own.length === 0, messages: own.map(({ message }) => message) } }),
          ...(place !== undefined && { place: `${place.file}:${place.line}:${place.column}` }),
        };
      }),
    };
    write(visible(verdictText(report)));
    return unasked(report).length > 0 ? 2 : disagreements(report).length > 0 ? 1 : 0;
  });

  function failed(message: string): number {
    complain(`${visible(message)}\n`);
    return 2;
  }

  function keyOf({ apiVersion, kind, namespace, name }: { readonly apiVersion: string; readonly kind: string; readonly namespace: string; readonly name: string }): string {
    return `${apiVersion} ${kind} ${namespace}/${name}`;
  }
}
