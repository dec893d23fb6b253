import { groupOf, object, refOf, text } from '../lib/object.ts';
import { isUnit, unitKey, unitOf } from '../lib/unit.ts';
import type { UnitId } from '../model/ids.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { UnitResult } from '../model/unit.ts';
import { givenObjects } from './admission.ts';
import { releasesOfOldVersions } from './assumed.ts';
import { unhealthy } from './health.ts';
import { noMemo } from './memo/memo.ts';
import { placeOf } from './origin.ts';
import { neverApplied, stop, toResult } from './outcome.ts';
import { reconcileKustomization } from './reconcile-kustomization.ts';
import { reconcileRelease } from './reconcile-release.ts';
import { reconcileResourceSet } from './reconcile-resource-set.ts';
import { replaceRelease } from './replaced.ts';
import type { Attempt, Run, Wait } from './run.ts';
import { type ClusterRequest, type Mode, type Simulation } from './simulation.ts';
import { createState } from './state.ts';

export type { ClusterRequest } from './simulation.ts';

/**
 * Plays the Flux controllers over one cluster until nothing changes any more, and says what becomes of each unit.
 * Units that never get their turn (a dependency that fails, a parent that waits) are rendered all the same, so that their
 * manifests are checked, but their outcome is `blocked`.
 */
export async function renderCluster(request: ClusterRequest): Promise<UnitResult[]> {
  const state = createState();
  const runs = new Map<string, Run>();
  const root = request.roots.find(({ object: body }) => body['kind'] === 'Kustomization');
  const sim: Simulation = { request, state, runs, sources: { ...request.sources, state, ...(root !== undefined && { root }), made: new Map(), charts: new WeakMap() }, unseen: new Set(), stored: new Map(), systems: new WeakMap(), assumed: new Set(), memory: request.memory ?? { memo: noMemo, context: '' } };
  for (const before of [...givenObjects(request.config.external).map(asExisting), ...(request.existing ?? [])]) state.put(before);
  for (const root of request.roots) apply(root, undefined);
  for (let moved = true; moved;) {
    moved = false;
    const pending = [...runs.values()].filter((run) => run.state === 'pending');
    const attempts = await Promise.all(pending.map((run) => attempt(run, 'play')));
    for (const [i, run] of pending.entries()) moved = settle(run, attempts[i] as Attempt) || moved;
    for (const run of runs.values()) if (run.state === 'applied') moved = await markReady(run) || moved;
  }
  await finishStuck();
  for (const run of releasesOfOldVersions(sim)) await renderAgain(run);
  return [...runs.values()].map(toResult);

  /** An object reaches the cluster; a Flux object among them becomes a unit. */
  function apply(manifest: Manifest, parent: UnitId | undefined): void {
    state.put(manifest.sent === undefined ? manifest : { ...manifest, object: manifest.sent });
    const { apiVersion, kind, namespace, name } = refOf(manifest.object);
    if (!isUnit(groupOf(apiVersion), kind)) return;
    const id: UnitId = { kind, namespace, name };
    const known = runs.get(unitKey(id));
    if (known !== undefined) update(known, manifest);
    else runs.set(unitKey(id), { id, manifest, ...(parent !== undefined && { parent }), state: 'pending', restarts: 0, explained: false, manifests: [], refused: [], problems: [] });
  }

  /** A unit whose spec another one changes is reconciled again, as `flux bootstrap` relies on for its own Kustomization. */
  function update(run: Run, manifest: Manifest): void {
    const changed = JSON.stringify(run.manifest.object['spec']) !== JSON.stringify(manifest.object['spec']);
    run.manifest = manifest;
    if (!changed || run.state === 'pending' || run.restarts >= 3) return;
    run.restarts++;
    run.state = 'pending';
    sim.unseen.delete(run);
  }

  /** Records what an attempt came to; true where the cluster changed. */
  function settle(run: Run, attempt: Attempt): boolean {
    if (!('done' in attempt)) {
      run.wait = attempt.wait;
      return false;
    }
    delete run.wait;
    run.reason = attempt.reason;
    run.message = attempt.message;
    run.problems = attempt.problems;
    run.explained = attempt.done === 'failed' && attempt.explained === true;
    if (attempt.done === 'skipped') {
      run.state = 'skipped';
      // What is applied to another cluster brings nothing to this one.
      if (run.reason !== 'RemoteCluster') sim.unseen.add(run);
      return true;
    }
    if (attempt.done === 'rendered' && attempt.release !== undefined) run.release = attempt.release;
    if (run.release !== undefined) replaceRelease(sim, run, attempt.manifests);
    run.manifests = attempt.manifests;
    run.refused = attempt.refused ?? [];
    run.leftAlone = attempt.leftAlone ?? [];
    for (const manifest of attempt.manifests) if (!run.refused.includes(manifest)) apply(manifest, run.id);
    run.state = attempt.done === 'failed' ? 'failed' : 'applied';
    if (run.parent === undefined) for (const manifest of installed(run)) apply(manifest, run.id);
    return true;
  }

  /** One attempt; an error of ours, or of the disk, ends this unit and not the run. */
  async function attempt(run: Run, mode: Mode): Promise<Attempt> {
    if (isSuspended(run)) {
      run.state = 'suspended';
      return { wait: { for: 'health', units: [], message: 'suspended' } };
    }
    try {
      switch (run.id.kind) {
        case 'Kustomization': return await reconcileKustomization(sim, run, mode);
        case 'HelmRelease': return await reconcileRelease(sim, run, mode);
        case 'ResourceSet': return reconcileResourceSet(sim, run, mode);
      }
    } catch (error) {
      const place = placeOf(run.manifest);
      const message = `${unitKey(run.id)} cannot be rendered: ${(error as Error).message.split('\n', 1)[0]}`;
      return { done: 'failed', reason: 'Crashed', message, manifests: [], problems: [{ code: 'internal/crashed', message, object: refOf(run.manifest.object), ...(place !== undefined && { place }) }] };
    }
  }

  /** True where what was applied has become ready. */
  async function markReady(run: Run): Promise<boolean> {
    const wait = await unhealthy(sim, run);
    if (wait !== undefined) {
      run.wait = wait;
      return false;
    }
    run.state = 'rendered';
    delete run.wait;
    return true;
  }

  /**
   * Nothing moves any more: what still waits has its outcome. It is rendered all the same, so that its manifests are checked,
   * as if what it waits for had come; what it makes counts for the others that wait.
   */
  async function finishStuck(): Promise<void> {
    for (const run of [...runs.values()]) {
      if (run.state === 'applied') stop(sim, run, run.wait as Wait, true);
      // What was refused is not in the cluster, but what it would make is checked.
      if (run.state === 'failed') applyRefused(run);
    }
    for (let moved = true; moved;) {
      moved = false;
      for (const run of [...runs.values()].filter(({ state: now }) => now === 'pending')) {
        const why = run.wait;
        const shadow = await attempt(run, why?.for === 'admission' ? 'final' : 'check');
        if (run.state as string === 'suspended') {
          if (why === undefined) neverApplied(run);
          continue;
        }
        if (!('done' in shadow)) {
          run.unmet = shadow.wait;
          continue;
        }
        moved = true;
        settle(run, shadow);
        applyRefused(run);
        if (why === undefined) neverApplied(run);
        else {
          // What it waits for is still asked, by those that wait for it.
          run.wait = why;
          stop(sim, run, why, false);
        }
      }
    }
    for (const run of runs.values()) {
      if (run.state !== 'pending') continue;
      if (run.wait === undefined) neverApplied(run);
      else stop(sim, run, run.wait, true);
    }
  }

  /** Renders a release with what is known by now, whatever became of it. */
  async function renderAgain(run: Run): Promise<void> {
    const shadow = await attempt(run, 'check');
    if (!('done' in shadow) || shadow.done !== 'rendered') return;
    run.manifests = shadow.manifests;
    run.problems = shadow.problems;
    if (run.refused.length > 0) run.refused = shadow.manifests;
  }

  function applyRefused(run: Run): void {
    for (const manifest of run.refused) apply(manifest, run.id);
  }
}

/** What whoever installs Flux applies of a root that the API server refuses at first: Flux itself, the root's source and the root, as git has them. */
function installed({ id, refused }: Run): Manifest[] {
  const own = refused.find(({ object: body }) => unitOf(refOf(body)) !== undefined && unitKey(unitOf(refOf(body))!) === unitKey(id));
  const ref = object(own?.object, 'spec', 'sourceRef');
  const isFlux = ({ object: body }: Manifest) => text(body, 'metadata', 'labels', 'app.kubernetes.io/part-of') === 'flux';
  const isSource = ({ object: body }: Manifest) => groupOf(text(body, 'apiVersion')) === 'source.toolkit.fluxcd.io' && text(body, 'kind') === text(ref, 'kind') && refOf(body).name === text(ref, 'name');
  return own === undefined ? [] : [...refused.filter((manifest) => isFlux(manifest) || isSource(manifest)), own];
}

function isSuspended({ id, manifest: { object: body } }: Run): boolean {
  if (id.kind === 'ResourceSet') return text(body, 'metadata', 'annotations', 'fluxcd.controlplane.io/reconcile') === 'disabled';
  return object(body, 'spec')['suspend'] === true;
}

/** An object that is there before Flux, and was rendered by nothing. */
export function asExisting(body: JsonObject): Manifest {
  return { object: body, unit: { kind: 'Kustomization', namespace: '', name: '' }, originOf: () => ({ certainty: 'file', steps: [] }) };
}
