import { verdicts } from '../check/index.ts';
import { buildGraph } from '../graph/index.ts';
import type { Values } from '../lib/flags.ts';
import { groupOf, object, refOf, text } from '../lib/object.ts';
import { managerOf } from '../live/objects/apply.ts';
import { discover } from '../live/objects/discovery.ts';
import { explainUnserved } from '../live/objects/unserved.ts';
import { judgeAll, type Question } from '../live/verdict/judge.ts';
import { disagreements, isPartial, verdictText, type VerdictReport } from '../live/verdict/text.ts';
import type { ClusterChange, Pair } from '../model/change.ts';
import type { Cluster } from '../model/cluster.ts';
import type { Graph } from '../model/graph.ts';
import type { ObjectRef } from '../model/ids.ts';
import type { Manifest } from '../model/manifest.ts';
import type { clusterFlags } from './options.ts';
import { visible } from '../report/visible.ts';
import { withCluster } from './session.ts';

/** Rules that say what the server says later, or to other objects (the Pods of a workload), or that nothing is known. */
const elsewhere = new Set(['schema/no-schema', 'schema/not-checked', 'schema/pod-security', 'schema/admission']);

/**
 * `validate --live`: the server's own dry run of each object that the change touches beside the offline verdict, as a creation and, where
 * it lives, as the change that Flux would make. Without `changes`, of every object as a creation. Exit code 1 where the two disagree.
 */
export async function judgeLive(clusters: readonly Cluster[], changes: readonly ClusterChange[] | undefined, values: Values<typeof clusterFlags>, write: (text: string) => void, complain: (text: string) => void): Promise<number> {
  const cluster = clusters.length === 1 ? clusters[0] : clusters.find(({ name }) => name === values.context);
  if (cluster === undefined) return failed(`--live asks one cluster: choose it with --cluster ${clusters.map(({ name }) => name).join(', --cluster ')}`);
  return withCluster(values, cluster.name, async ({ client, progress }) => {
    const discovery = await discover(client);
    if (!discovery.ok) return failed(discovery.failure.message);
    const answers = await judgeAll({ client, discovery: discovery.value, unserved: explainUnserved(client, discovery.value), withFacts: cluster.facts !== undefined }, questionsOf(cluster, changes?.find(({ head }) => head.cluster.name === cluster.name)), (line) => progress(`${cluster.name}: ${line}`));
    progress('');
    if (!answers.ok) return failed(answers.failure.message);
    const report: VerdictReport = { cluster: cluster.name, context: client.context, kubernetes: client.version, asked: changes === undefined ? 'objects' : 'changed objects', judged: answers.value };
    write(visible(verdictText(report)));
    return isPartial(report) ? 2 : disagreements(report).length > 0 ? 1 : 0;
  });

  function failed(message: string): number {
    complain(`${visible(message)}\n`);
    return 2;
  }
}

function questionsOf(cluster: Cluster, change: ClusterChange | undefined): Question[] {
  const graph = change?.head ?? buildGraph(cluster);
  const said = Map.groupBy(verdicts(graph).filter((draft) => draft.object !== undefined), (draft) => keyOf(draft.object!));
  const pairs = new Map((change?.pairs ?? []).filter(({ changed }) => changed).map((pair) => [pair.after.manifest, pair]));
  const added = new Set((change?.added ?? []).map(({ manifest }) => manifest));
  const asked = cluster.manifests.filter((manifest) => manifest.hooks === undefined && (change === undefined || pairs.has(manifest) || added.has(manifest)));
  return asked.map((manifest) => questionOf(manifest, pairs.get(manifest), (said.get(keyOf(refOf(manifest.object))) ?? []), graph));
}

function questionOf(manifest: Manifest, pair: Pair | undefined, found: readonly { readonly rule: string; readonly message: string }[], graph: Graph): Question {
  const own = found.filter(({ rule }) => !elsewhere.has(rule));
  const place = manifest.originOf('').steps[0]?.place;
  const definition = definitionOf(manifest, graph);
  return {
    object: manifest.object,
    ...((own.length > 0 || found.length === 0) && { offline: { accepted: own.length === 0, messages: own.map(({ message }) => message) } }),
    ...(pair !== undefined && { change: { before: pair.before.object, manager: managerOf(manifest.unit), refusals: pair.refusals().map(({ field, message }) => (field === '' ? message : `${field}: ${message}`)) } }),
    ...(definition !== undefined && { definition }),
    ...(place !== undefined && { place: `${place.file}:${place.line}:${place.column}` }),
  };
}

function definitionOf({ object: body }: Manifest, graph: Graph): Question['definition'] {
  const { apiVersion, kind } = refOf(body);
  return graph.ofKind('apiextensions.k8s.io/CustomResourceDefinition').find(({ object: crd }) => text(crd, 'spec', 'group') === groupOf(apiVersion) && text(object(crd, 'spec', 'names'), 'kind') === kind)?.object;
}

function keyOf({ apiVersion, kind, namespace, name }: ObjectRef): string {
  return `${apiVersion} ${kind} ${namespace}/${name}`;
}
