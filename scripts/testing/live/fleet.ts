import { join } from 'node:path';
import { runFleet } from '../../live/testing/fleet.ts';
import { merges } from './merges.ts';
import { planted } from './planted.ts';
import { roles } from './roles.ts';
import type { Stage } from './stage.ts';
import { story } from './story.ts';
import { clientOf, command, lastLine, must, root, shared, type Suite } from './suite.ts';

interface Rendered {
  readonly units: readonly { readonly manifests: readonly { readonly object: { readonly apiVersion: string; readonly kind: string; readonly metadata: { readonly name: string; readonly namespace?: string } } }[] }[];
}

/** This repository, reconciled by the real controllers of Flux: nothing drifts, everything is ready; then what happens to it. */
export async function againstFlux(suite: Suite, binaries: string, charts: string): Promise<void> {
  const { check, note } = suite;
  console.log('\nthis repository, reconciled by the real controllers');
  const fleet = await runFleet({ scripts: join(shared, 'flux-live'), binaries, charts, repository: root, cluster: 'homelab', log: note });
  const client = await clientOf(fleet.kubeconfig);
  const at = ['--path', fleet.repository, '--cluster', 'homelab', '--kubeconfig', fleet.kubeconfig];
  const stage: Stage = { suite, fleet, client, at };
  try {
    note(fleet.ended);
    const drift = JSON.parse((await command('drift', [...at, '--format', 'json'])).out) as { compared: number; equal: number; drifts: unknown[]; notCompared: unknown[] };
    check('drift: nothing', [drift.drifts, drift.notCompared, drift.compared === drift.equal], [[], [], true]);
    const { units } = JSON.parse((await command('render', [...at.slice(0, 4), '--format', 'json'])).out) as Rendered;
    const wanted = new Set(units.flatMap(({ manifests }) => manifests).map(({ object }) => `${object.metadata.namespace ?? ''}_${object.metadata.name.replaceAll(':', '__')}_${object.apiVersion.includes('/') ? object.apiVersion.split('/')[0] : ''}_${object.kind}`));
    const applied = await inventories(stage);
    check('every object in the inventories of Flux is one that was rendered', applied.filter((id) => !wanted.has(id)), []);
    note(`objects rendered ${wanted.size}, applied by Flux ${applied.length}, compared ${drift.compared}, equal ${drift.equal === drift.compared ? 'all' : drift.equal}`);
    const status = await command('status', [...at, '--commit', fleet.commit.slice(0, 12)]);
    check('status: all is ready but the FluxInstance, whose operator needs a node; the commit is live', [status.code, status.out.split('\n').slice(1).map((line) => line.replace(/\s+/g, ' ').trim()).filter((line) => line !== '')], [1, [
      `live main@sha1:${fleet.commit}`, 'working FluxInstance/flux-system/flux has no status: nothing reconciles it yet', `commit ${fleet.commit.slice(0, 12)} is live: 5 Kustomizations have applied it, everything is ready`,
    ]]);
    const wrong = await command('status', ['--path', fleet.repository, '--cluster', 'cloud', '--kubeconfig', fleet.kubeconfig, '--offline']);
    check('another cluster is refused', [wrong.code, wrong.err], [2, 'context "fl" is not the cluster cloud: its Flux syncs clusters/homelab, not clusters/cloud; choose the context with --context\n']);
    const verdict = await command('validate', [...at, '--live', '--all', '--quiet']);
    check('validate --live --all: no disagreement', /(\d+) of \1 objects judged by both, \1 alike/.test(lastLine(verdict.out)), true);
    note(lastLine(verdict.out));
    await roles(stage);
    await merges(stage);
    await story(stage);
    await planted(stage);
  } finally {
    client.close();
    fleet.stop();
  }
}

/** `namespace_name_group_Kind` of every object that Flux says it applied. */
async function inventories({ client }: Stage): Promise<string[]> {
  const applied: string[] = [];
  for (const path of ['/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations', '/apis/helm.toolkit.fluxcd.io/v2/helmreleases']) {
    const { items } = (await must(client, 'GET', path)) as unknown as { items: { status: { inventory?: { entries: { id: string }[] } } }[] };
    for (const { status } of items) applied.push(...(status.inventory?.entries ?? []).map(({ id }) => id));
  }
  return applied;
}
