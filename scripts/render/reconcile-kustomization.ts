import { object, refOf, text } from '../lib/object.ts';
import { unitKey } from '../lib/unit.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { applyStaged } from './apply.ts';
import { checkDependencies } from './depends.ts';
import { badHealthChecks } from './health.ts';
import { renderKustomization, type KustomizationResult } from './kustomization.ts';
import { fileSystem } from './kustomize.ts';
import { crossesNamespaces } from './lockdown.ts';
import { placeOf } from './origin.ts';
import { remoteCluster } from './remote.ts';
import type { Unbuilt } from './resource.ts';
import type { Attempt, Run } from './run.ts';
import { fluxNamespace, foreign, isNamespaced, type Mode, type Simulation } from './simulation.ts';
import { pullArtifact } from './source/registry.ts';
import { resolveArtifact } from './source/resolve.ts';

/** One attempt at a Flux Kustomization, in the order of kustomize-controller's Reconcile: source, dependencies, build, apply. */
export async function reconcileKustomization(sim: Simulation, run: Run, mode: Mode): Promise<Attempt> {
  const { manifest: flux, id } = run;
  const { config, verifier } = sim.request;
  const { memo, context } = sim.memory;
  const badChecks = badHealthChecks(sim, run);
  if (badChecks !== undefined) return badChecks;
  const crosses = crossesNamespaces(sim, run);
  if (crosses !== undefined) return crosses;
  const sourceRef = object(flux.object, 'spec', 'sourceRef');
  const source = { kind: text(sourceRef, 'kind'), namespace: text(sourceRef, 'namespace') || id.namespace, name: text(sourceRef, 'name') };
  await pullArtifact(source, sim.sources, sim.request.charts);
  const artifact = resolveArtifact(source, flux, '/spec/sourceRef/name', sim.sources);
  if (!artifact.ok) {
    if (artifact.why === 'external') return { done: 'skipped', reason: 'SourceExternal', message: artifact.message, problems: [artifact.problem] };
    if (artifact.why === 'denied') return { done: 'failed', reason: 'AccessDenied', message: artifact.message, manifests: [], problems: [artifact.problem] };
    return { wait: { for: 'source', reason: 'ArtifactFailed', message: artifact.message, problem: artifact.problem } };
  }
  const blocked = mode === 'play' ? checkDependencies(sim, run) : undefined;
  if (blocked !== undefined) return blocked;
  const remote = remoteCluster(sim, run);
  if (remote !== undefined) return remote;
  sim.request.onUnit?.(id);
  const request = { id, flux, artifact: artifact.tree, fluxVersion: config.fluxVersion, fluxNamespace: fluxNamespace(sim), state: sim.state, standIns: sim.sources.standIns, external: config.external, systems: sim.systems, ...(verifier !== undefined && { verifier }) };
  const rendered = memo.get(`${context} ${unitKey(id)}`, { flux, tree: artifact.tree, fs: fileSystem(artifact.tree, sim.systems), state: sim.state }, (seen) => {
    sim.systems.set(seen.tree!, seen.fs!);
    // Folders of other repositories are looked at by no one.
    const standIns = (name: string) => (seen.forget(), sim.sources.standIns(name));
    const made = renderKustomization({ ...request, artifact: seen.tree!, state: seen.state, standIns });
    if (!made.ok && made.unbuilt !== undefined) seen.forget();
    return made;
  });
  const result = !rendered.ok && rendered.unbuilt !== undefined ? await byBinary(rendered.unbuilt) : rendered;
  if (!result.ok) {
    const [problem] = result.problems;
    if (result.waits === true && problem !== undefined) return { wait: { for: 'input', reason: result.reason, message: result.message, problem } };
    if (result.skipped === true) return { done: 'skipped', reason: result.reason, message: result.message, problems: result.problems };
    return { done: 'failed', reason: result.reason, message: result.message, manifests: [], problems: result.problems };
  }
  const definitions = result.manifests.filter(({ object: body }) => body['kind'] === 'CustomResourceDefinition');
  const all = result.manifests.map((manifest) => inScope(sim, manifest, definitions));
  const wanted = all.filter((manifest) => !isLeftAlone(manifest, foreign(sim, manifest, id)));
  const attempt = applyStaged(sim, run, mode, wanted, result.problems, 'Applied revision');
  const leftAlone = all.filter((manifest) => !wanted.includes(manifest)).map(({ object }) => refOf(object));
  return leftAlone.length > 0 && 'done' in attempt && attempt.done !== 'skipped' ? { ...attempt, leftAlone } : attempt;

  /** What the engine does not build goes to the binary; of the fields' origin only the path is known then. */
  async function byBinary(unbuilt: Unbuilt): Promise<KustomizationResult> {
    const path = flux.originOf('/spec/path');
    const resources = (await sim.request.fallback?.build(unbuilt, () => ({ ...path, certainty: 'file' }))) ?? unbuilt.reason;
    if (typeof resources !== 'string') return renderKustomization({ ...request, built: { ok: true, resources, problems: [] } });
    const place = placeOf(flux, '/spec/path') ?? placeOf(flux);
    return { ok: false, reason: 'BuildFailed', message: `kustomize build failed: ${resources}`, problems: [{ code: 'kustomize/build-failed', message: resources, ...(place !== undefined && { place }) }] };
  }
}

/** The API server takes the namespace off an object whose kind lives in none; `targetNamespace` puts it on every kind it does not know. */
function inScope(sim: Simulation, manifest: Manifest, definitions: readonly Manifest[]): Manifest {
  const { apiVersion, kind, namespace } = refOf(manifest.object);
  if (namespace === '' || isNamespaced(sim, apiVersion, kind, definitions)) return manifest;
  const inNone = (body: JsonObject): JsonObject => {
    const { namespace: _, ...metadata } = object(body, 'metadata');
    return { ...body, metadata };
  };
  return { ...manifest, object: inNone(manifest.object), ...(manifest.sent !== undefined && { sent: inNone(manifest.sent) }) };
}

/**
 * Objects that their annotations or labels take out of Flux's hands, in git or in the cluster, and those that are only
 * wanted where there is none yet (fluxcd/pkg/ssa manager_apply.go shouldSkipApply).
 */
function isLeftAlone(manifest: Manifest, existing: Manifest | undefined): boolean {
  if (marked(manifest, 'reconcile', 'disabled') || marked(manifest, 'ssa', 'Ignore')) return true;
  return existing !== undefined && (marked(existing, 'reconcile', 'disabled') || marked(existing, 'ssa', 'Ignore') || marked(manifest, 'ssa', 'IfNotPresent'));
}

function marked({ object: body }: Manifest, key: string, value: string): boolean {
  return (['labels', 'annotations'] as const).some((field) => text(body, 'metadata', field, `kustomize.toolkit.fluxcd.io/${key}`).toLowerCase() === value.toLowerCase());
}
