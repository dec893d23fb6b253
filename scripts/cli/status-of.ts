import { setTimeout as sleep } from 'node:timers/promises';
import { renderRepository, type RenderOptions } from '../run/clusters.ts';
import { text } from '../lib/object.ts';
import { discover } from '../live/objects/discovery.ts';
import { type Expected, judge, keyOf, type Progress, progressOf, readFlux, type StatusReport } from '../live/status/index.ts';
import type { UnitResult } from '../model/unit.ts';
import { type Found, notThisCluster, type Session } from './session.ts';

/** The state of one cluster, and how far the commit has come there. */
export interface Told {
  readonly report: StatusReport;
  readonly come: Progress;
}

export interface StatusOptions {
  readonly watch: boolean;
  /** '' for whatever the source has. */
  readonly commit: string;
  readonly forMs: number;
  readonly onCommit: (line: string) => void;
}

/** How long a failure has to last before a watch believes it: the controllers try again, and what comes next may repair it. */
const settleMs = 30_000;
const betweenMs = 2_000;

/** Reads the state of a cluster once, or until the commit is live or has failed; a sentence where it cannot. */
export async function statusOf({ config, roots }: Found, { client, signal, progress }: Session, options: RenderOptions, { watch, commit, forMs, onCommit }: StatusOptions): Promise<Told | string> {
  const discovery = await discover(client);
  if (!discovery.ok) return discovery.failure.message;
  progress(`${config.name}: rendering`);
  const rendered = await renderRepository({ ...options, cluster: config.name });
  const expected = rendered.ok ? expectedOf(rendered.clusters.flatMap(({ units }) => units)) : [];
  const root = roots.map(({ object }) => object).find((each) => each['kind'] === 'Kustomization');
  const rootKey = root === undefined ? '' : `Kustomization/${text(root, 'metadata', 'namespace')}/${text(root, 'metadata', 'name')}`;
  const until = Date.now() + forMs;
  let failedSince: number | undefined;
  for (let before = ''; ;) {
    const read = await readFlux(client, discovery.value);
    if (!read.ok) return read.failure.message;
    const { objects, notRead } = read.value;
    const top = objects.find((each) => keyOf(each) === rootKey);
    const other = notThisCluster(top?.path, root, config.name, client.context);
    if (other !== undefined) return other;
    const come = progressOf(objects, rootKey, commit);
    failedSince = come.state === 'failed' ? failedSince ?? Date.now() : undefined;
    const isLate = Date.now() > until;
    if (!watch || come.state === 'live' || (failedSince !== undefined && Date.now() - failedSince > settleMs) || isLate || signal.aborted) {
      progress('');
      const revision = objects.find((each) => keyOf(each) === top?.source)?.revision ?? '';
      const line = watch && isLate && come.state === 'coming' ? `${come.line}; waited ${forMs / 1000} s` : come.line;
      return { report: { cluster: config.name, context: client.context, kubernetes: client.version, revision, objects: judge(objects, expected), notRead }, come: { ...come, line } };
    }
    if (come.line !== before) onCommit(come.line);
    progress(come.line);
    before = come.line;
    await sleep(betweenMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Flux's objects as git has them: units, and what they are rendered by. */
function expectedOf(units: readonly UnitResult[]): Expected[] {
  const all = units.flatMap(({ id, place, manifests }): Expected[] => [
    { ...id, ...(place !== undefined && { place: `${place.file}:${place.line}` }) },
    ...manifests.filter(({ object }) => /^(source|kustomize|helm)\.toolkit\.fluxcd\.io\//.test(text(object, 'apiVersion'))).map(({ object, originOf }): Expected => {
      const origin = originOf('').steps[0]?.place;
      return { kind: text(object, 'kind'), namespace: text(object, 'metadata', 'namespace'), name: text(object, 'metadata', 'name'), parent: keyOf(id), ...(origin !== undefined && { place: `${origin.file}:${origin.line}` }) };
    }),
  ]);
  // Of a unit that another one renders, the entry that knows its parent counts.
  const sorted = [...all].sort((a, b) => Number(a.parent !== undefined) - Number(b.parent !== undefined));
  return [...new Map(sorted.map((each) => [keyOf(each), each])).values()];
}
