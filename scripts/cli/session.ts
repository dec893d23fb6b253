import type { Values } from '../lib/flags.ts';
import { text } from '../lib/object.ts';
import type { JsonObject } from '../model/json.ts';
import { connect, type Client } from '../live/connect/index.ts';
import { type Discovery, pathOf } from '../live/objects/discovery.ts';
import { problemLines } from '../report/problems.ts';
import { findClusters, type RenderOptions } from '../run/clusters.ts';
import { clusterFlags, connectOptions } from './options.ts';
import { progressOn } from './terminal.ts';

/** A cluster of the repository, as discovery finds it. */
export type Found = Extract<ReturnType<typeof findClusters>['found'], { ok: true }>['clusters'][number];

export interface Session {
  readonly client: Client;
  readonly signal: AbortSignal;
  /** A line that the next one overwrites, '' takes it away; see progressOn. */
  readonly progress: (line: string) => void;
}

/**
 * Opens the cluster that the flags mean, runs a command over it and closes it; Ctrl-C ends it cleanly. Failures are told: exit code 2. With
 * `exactly`, only the context that is called like the cluster will do; `said` are failures that were told already.
 */
export async function withCluster(values: Values<typeof clusterFlags>, cluster: string | undefined, use: (session: Session) => Promise<number>, { exactly = false, said = new Set() }: { readonly exactly?: boolean; readonly said?: Set<string> } = {}): Promise<number> {
  const { env, stderr } = process;
  const stop = new AbortController();
  const interrupt = (): void => stop.abort();
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  const shown = progressOn(stderr, env);
  const progress = (line: string): void => (line === '' ? shown?.end() : shown?.on(line));
  try {
    const connected = await connect({ ...connectOptions(values, cluster, env, stop.signal), ...(exactly && cluster !== undefined && { context: cluster }) });
    if (!connected.ok) return tell(connected.failure.message);
    const code = await use({ client: connected.value, signal: stop.signal, progress }).finally(() => connected.value.close());
    // The command has said it, where it was in the middle of something.
    return stop.signal.aborted ? 130 : code;
  } finally {
    progress('');
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }

  function tell(message: string): number {
    progress('');
    if (!said.has(message)) stderr.write(`${message}\n`);
    said.add(message);
    return message === 'interrupted' ? 130 : 2;
  }
}

/** The clusters that are meant: the one that is named, or all; a sentence where the repository has none. */
export function chooseClusters(options: Pick<RenderOptions, 'root' | 'cluster' | 'entry'>, context: string | undefined): readonly Found[] | string {
  const one = chooseCluster(options, context);
  if (typeof one !== 'string') return [one];
  const { found } = findClusters(options);
  return found.ok && context === undefined ? found.clusters : one;
}

/** The one cluster of the repository that is meant; a sentence where it cannot be told. */
export function chooseCluster(options: Pick<RenderOptions, 'root' | 'cluster' | 'entry'>, context: string | undefined): Found | string {
  const { found } = findClusters(options);
  if (!found.ok) return problemLines(found.problems).trimEnd();
  const { clusters } = found;
  const chosen = clusters.length === 1 ? clusters[0] : clusters.find(({ config }) => config.name === context);
  return chosen ?? `there are several clusters: choose one with --cluster ${clusters.map(({ config }) => config.name).join(', --cluster ')}`;
}

/** Why a cluster is another one than that of the repository: its Flux syncs another folder. Undefined where it is the one, or has no Flux yet. */
export function notThisCluster(livePath: string | undefined, root: JsonObject | undefined, cluster: string, context: string): string | undefined {
  const plain = (path: string): string => path.replace(/^\.?\/+/, '').replace(/\/+$/, '');
  const own = text(root, 'spec', 'path');
  if (livePath === undefined || own === '' || plain(livePath) === plain(own)) return undefined;
  return `context "${context}" is not the cluster ${cluster}: its Flux syncs ${livePath}, not ${own}; choose the context with --context`;
}

/** The folder that the cluster's root Kustomization syncs; undefined where it has none, or may not be read. */
export async function rootPath(client: Client, discovery: Discovery, root: JsonObject | undefined): Promise<string | undefined> {
  const served = discovery.preferred('kustomize.toolkit.fluxcd.io', 'Kustomization');
  if (served === undefined || root === undefined) return undefined;
  const found = await client.send({ path: pathOf(served, text(root, 'metadata', 'namespace'), text(root, 'metadata', 'name')) });
  return found.ok ? text(found.value, 'spec', 'path') : undefined;
}
