import type { Renderer } from '../helm/render/index.ts';
import { slipOf, suggest } from '../lib/suggest.ts';
import { groupOf, object, objects, refOf, text } from '../lib/object.ts';
import type { ClusterConfig } from '../model/config.ts';
import type { UnitId, UnitKind } from '../model/ids.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Problem } from '../model/problem.ts';
import type { UnitResult } from '../model/unit.ts';
import { resolveChart } from './chart.ts';
import { admitRelease, admitStaged, givenObjects, type Surroundings } from './admission.ts';
import type { ClusterApi } from './api.ts';
import type { Verifier } from './binary/verify.ts';
import type { ChartProvider } from './charts/types.ts';
import { renderRelease } from './helmrelease.ts';
import { renderKustomization } from './kustomization.ts';
import type { FileSystems } from './kustomize.ts';
import { placeOf, unitName } from './origin.ts';
import { foreignObject } from './ownership.ts';
import { releaseFacts } from './release.ts';
import type { Attempt, Run, Wait } from './run.ts';
import { resolveArtifact } from './source/resolve.ts';
import type { SourceContext } from './source/types.ts';
import { createState } from './state.ts';
import { composeValues, valuesIgnored } from './values.ts';
import { loadVariables } from './variables.ts';

export interface ClusterRequest {
  readonly config: ClusterConfig;
  /** What a person or the installer puts into the cluster: the root Kustomization and its source. */
  readonly roots: readonly Manifest[];
  /** What is in the cluster before Flux comes. */
  readonly existing?: readonly JsonObject[];
  readonly sources: Omit<SourceContext, 'state' | 'made'>;
  readonly charts: ChartProvider;
  readonly renderChart: Renderer;
  /** Called before each unit is rendered, for progress. */
  readonly onUnit?: (id: UnitId) => void;
  readonly api: ClusterApi;
  /** Renders everything a second time with the binaries. */
  readonly verifier?: Verifier;
}

/** `play`: as the controllers would. `final`: the last try of a unit. `check`: render only, whatever it waits for. */
type Mode = 'play' | 'final' | 'check';

/**
 * Plays the Flux controllers over one cluster until nothing changes any more, and says what becomes of each unit.
 * Units that never get their turn (a dependency that fails, a parent that waits) are rendered all the same, so that their
 * manifests are checked, but their outcome is `blocked`.
 */
export async function renderCluster(request: ClusterRequest): Promise<UnitResult[]> {
  const state = createState();
  const context: SourceContext = { ...request.sources, state, made: new Map() };
  const runs = new Map<string, Run>();
  const { external, fluxVersion } = request.config;
  const systems: FileSystems = new WeakMap();
  const verifying = request.verifier === undefined ? {} : { verifier: request.verifier };
  const strict = compareMinor(fluxVersion, '2.9') >= 0;
  for (const before of [...givenObjects(external), ...(request.existing ?? [])]) state.put(asExisting(before));
  for (const root of request.roots) apply(root, undefined);
  for (let moved = true; moved;) {
    moved = false;
    const pending = [...runs.values()].filter((run) => run.state === 'pending');
    const attempts = await Promise.all(pending.map((run) => attempt(run, 'play')));
    for (const [i, run] of pending.entries()) moved = settle(run, attempts[i] as Attempt) || moved;
    for (const run of runs.values()) if (run.state === 'applied' && isHealthy(run)) moved = markReady(run) || moved;
  }
  await finishStuck();
  return [...runs.values()].map(toResult);

  /** An object reaches the cluster; a Flux object among them becomes a unit. */
  function apply(manifest: Manifest, parent: UnitId | undefined): void {
    state.put(manifest);
    const { apiVersion, kind, namespace, name } = refOf(manifest.object);
    if (!isUnit(groupOf(apiVersion), kind)) return;
    const id: UnitId = { kind, namespace, name };
    const known = runs.get(unitName(id));
    if (known !== undefined) update(known, manifest);
    else runs.set(unitName(id), { id, manifest, ...(parent !== undefined && { parent }), state: 'pending', restarts: 0, explained: false, manifests: [], refused: [], problems: [] });
  }

  /** A unit whose spec another one changes is reconciled again, as `flux bootstrap` relies on for its own Kustomization. */
  function update(run: Run, manifest: Manifest): void {
    const changed = JSON.stringify(run.manifest.object['spec']) !== JSON.stringify(manifest.object['spec']);
    run.manifest = manifest;
    if (!changed || run.state === 'pending' || run.restarts >= 3) return;
    run.restarts++;
    run.state = 'pending';
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
      return true;
    }
    run.manifests = attempt.manifests;
    run.refused = attempt.refused ?? [];
    for (const manifest of attempt.manifests) if (!run.refused.includes(manifest)) apply(manifest, run.id);
    run.state = attempt.done === 'failed' ? 'failed' : 'applied';
    return true;
  }

  /** One attempt; an error of ours, or of the disk, ends this unit and not the run. */
  async function attempt(run: Run, mode: Mode): Promise<Attempt> {
    try {
      return await reconcile(run, mode);
    } catch (error) {
      const place = placeOf(run.manifest);
      const message = `${unitName(run.id)} cannot be rendered: ${(error as Error).message.split('\n', 1)[0]}`;
      return { done: 'failed', reason: 'Crashed', message, manifests: [], problems: [{ code: 'internal/crashed', message, object: refOf(run.manifest.object), ...(place !== undefined && { place }) }] };
    }
  }

  function reconcile(run: Run, mode: Mode): Promise<Attempt> {
    if (object(run.manifest.object, 'spec')['suspend'] === true) {
      run.state = 'suspended';
      return Promise.resolve({ wait: { for: 'health', units: [], message: 'suspended' } });
    }
    return run.id.kind === 'Kustomization' ? Promise.resolve(attemptKustomization(run, mode)) : attemptRelease(run, mode);
  }

  function attemptKustomization(run: Run, mode: Mode): Attempt {
    const { manifest: flux, id } = run;
    const sourceRef = object(flux.object, 'spec', 'sourceRef');
    const artifact = resolveArtifact({ kind: text(sourceRef, 'kind'), namespace: text(sourceRef, 'namespace') || id.namespace, name: text(sourceRef, 'name') }, flux, '/spec/sourceRef/name', context);
    if (!artifact.ok) {
      if (artifact.why === 'external') return { done: 'skipped', reason: 'SourceExternal', message: artifact.message, problems: [artifact.problem] };
      return { wait: { for: 'source', reason: 'ArtifactFailed', message: artifact.message, problem: artifact.problem } };
    }
    const blocked = mode === 'play' ? dependencies(run) : undefined;
    if (blocked !== undefined) return { wait: blocked };
    const variables = loadVariables(flux, state, external);
    if (variables !== undefined && 'missing' in variables) {
      return { wait: { for: 'input', reason: 'BuildFailed', message: variables.message, problem: variables.missing } };
    }
    if (variables !== undefined && 'invalid' in variables) {
      return { done: 'failed', reason: 'BuildFailed', message: variables.invalid, manifests: [], problems: [variables.problem] };
    }
    request.onUnit?.(id);
    const result = renderKustomization({ id, flux, artifact: artifact.tree, variables, strict, external, systems, ...verifying });
    if (!result.ok) {
      if (result.skipped === true) return { done: 'skipped', reason: result.reason, message: result.message, problems: result.problems };
      return { done: 'failed', reason: result.reason, message: result.message, manifests: [], problems: result.problems };
    }
    const wanted = result.manifests.filter((manifest) => !isLeftAlone(manifest, existing(manifest, id)));
    const { manifests, refused, message, passing } = mode === 'check' ? { manifests: wanted, refused: [] } : admitStaged(wanted, request.api, state, surroundings());
    if (message !== undefined && passing === true && mode === 'play') return { wait: { for: 'admission', reason: 'ReconciliationFailed', message } };
    if (message !== undefined) return { done: 'failed', reason: 'ReconciliationFailed', message, manifests, refused, explained: true, problems: result.problems };
    return { done: 'rendered', reason: 'ReconciliationSucceeded', message: 'Applied revision', manifests, problems: result.problems };
  }

  /** What the cluster has under the name of a manifest, unless the unit itself has put it there. */
  function existing(manifest: Manifest, id: UnitId): Manifest | undefined {
    const { apiVersion, kind, namespace, name } = refOf(manifest.object);
    const found = state.get(groupOf(apiVersion), kind, namespace, name);
    return found === undefined || unitName(found.unit) === unitName(id) ? undefined : found;
  }

  async function attemptRelease(run: Run, mode: Mode): Promise<Attempt> {
    const { manifest: flux, id } = run;
    const blocked = mode === 'play' ? dependencies(run) : undefined;
    if (blocked !== undefined) return { wait: blocked };
    const chart = await resolveChart(flux, context, request.charts);
    if (!chart.ok) {
      if (chart.why === 'skipped') return { done: 'skipped', reason: chart.reason, message: chart.message, problems: [chart.problem] };
      if (chart.why === 'missing') return { wait: { for: 'source', reason: chart.reason, message: chart.message, problem: chart.problem } };
      return { done: 'failed', reason: chart.reason, message: chart.message, manifests: [], problems: [chart.problem] };
    }
    const values = composeValues(flux, state, external);
    if (!values.ok) {
      if (values.missing) return { wait: { for: 'input', reason: 'ValuesError', message: values.message, problem: values.problem } };
      return { done: 'failed', reason: 'ValuesError', message: values.message, manifests: [], problems: [values.problem] };
    }
    request.onUnit?.(id);
    const ignored = valuesIgnored(flux);
    const result = renderRelease({ id, flux, chart: chart.chart, values: values.merged, kubernetesVersion: request.config.kubernetesVersion, apiVersions: [...request.api.served, ...servedVersions()], isNamespaced, lookup, ...verifying }, request.renderChart);
    const problems = [...ignored, ...result.problems];
    if (!result.ok) return { done: 'failed', reason: result.reason, message: result.message, manifests: [], problems };
    const taken = object(flux.object, 'spec', 'install')['disableTakeOwnership'] === true ? foreignObject(result.manifests, state, releaseFacts(flux.object)) : undefined;
    if (taken !== undefined) {
      const message = `${result.message.replace('install succeeded', 'install failed').replace(/\.v1 with/, ' with')}: unable to continue with install: ${taken.message}`;
      const place = placeOf(flux, '/spec/install/disableTakeOwnership');
      return { done: 'failed', reason: 'InstallFailed', message, manifests: [], problems: [...problems, { code: 'helm/render-failed', message: taken.said, object: refOf(flux.object), ...(place !== undefined && { place }) }] };
    }
    const manifests = [...result.crds, ...namespaceOf(run), ...result.manifests];
    const { refused, message, passing } = mode === 'check' ? { refused: [] } : admitRelease(manifests, request.api, state, surroundings());
    if (message !== undefined && passing === true && mode === 'play') return { wait: { for: 'admission', reason: 'InstallFailed', message } };
    if (message !== undefined) {
      return { done: 'failed', reason: 'InstallFailed', message: `${result.message.replace('install succeeded', 'install failed').replace(/\.v1 with/, ' with')}: ${message}`, manifests, refused, explained: true, problems };
    }
    return { done: 'rendered', reason: 'InstallSucceeded', message: result.message, manifests, problems };
  }

  /** Known to the server, or to a CRD in the cluster; what nobody knows is taken to live in a namespace. */
  function isNamespaced(apiVersion: string, kind: string): boolean {
    const known = request.api.namespaced(apiVersion, kind);
    if (known !== undefined) return known;
    for (const { object: crd } of state.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')) {
      if (text(crd, 'spec', 'group') === groupOf(apiVersion) && text(crd, 'spec', 'names', 'kind') === kind) return text(crd, 'spec', 'scope') !== 'Cluster';
    }
    return true;
  }

  /** What a chart's `lookup` finds (helm pkg/engine lookup_func.go): an error only for a group and version that nobody serves. */
  function lookup(apiVersion: string, kind: string, namespace: string, name: string): JsonObject | string {
    if (![...request.api.served, ...servedVersions()].includes(apiVersion)) {
      const [version = '', group] = apiVersion.split('/').reverse();
      return surroundings().unseen ? {} : `unable to get apiresource from unstructured: ${group === undefined ? '' : group}/${version}, Kind=${kind}: the server could not find the requested resource`;
    }
    const inNamespace = isNamespaced(apiVersion, kind) ? namespace : '';
    if (name !== '') return state.get(groupOf(apiVersion), kind, inNamespace, name)?.object ?? {};
    const items = [...state.ofKind(groupOf(apiVersion), kind)].map((manifest) => manifest.object).filter((object) => inNamespace === '' || refOf(object).namespace === inNamespace);
    return { apiVersion, kind: `${kind}List`, items, metadata: {} };
  }

  function surroundings(): Surroundings {
    return { hasNamespace: isExternalNamespace, unseen: [...runs.values()].some((run) => run.state === 'skipped') };
  }

  function isExternalNamespace(name: string): boolean {
    return external.some((input) => input.kind === 'Namespace' && (input.name === name || input.name === '*'));
  }

  /** The Namespace that `install.createNamespace` makes, where nothing else has made it. */
  function namespaceOf(run: Run): Manifest[] {
    const { createNamespace, releaseNamespace } = releaseFacts(run.manifest.object);
    if (!createNamespace || state.get('', 'Namespace', '', releaseNamespace) !== undefined) return [];
    return [{
      object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: releaseNamespace, labels: { name: releaseNamespace } } },
      unit: run.id,
      originOf: () => run.manifest.originOf('/spec/install/createNamespace'),
    }];
  }

  /** Group versions that CRDs in the cluster add to what the API server serves itself. */
  function servedVersions(): string[] {
    const served = new Set<string>();
    for (const { object: crd } of state.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')) {
      for (const version of objects(crd, 'spec', 'versions')) {
        if (version['served'] === false) continue;
        const groupVersion = `${text(crd, 'spec', 'group')}/${text(version, 'name')}`;
        served.add(groupVersion).add(`${groupVersion}/${text(crd, 'spec', 'names', 'kind')}`);
      }
    }
    return [...served];
  }

  /** The first dependency that is not ready. */
  function dependencies(run: Run): Wait | undefined {
    for (const [i, dependency] of objects(run.manifest.object, 'spec', 'dependsOn').entries()) {
      const unit: UnitId = { kind: run.id.kind, namespace: text(dependency, 'namespace') || run.id.namespace, name: text(dependency, 'name') };
      const other = runs.get(unitName(unit));
      const title = `${unit.namespace}/${unit.name}`;
      if (other === undefined) {
        const pointer = `/spec/dependsOn/${i}/name`;
        const place = placeOf(run.manifest, pointer);
        const plural = run.id.kind === 'Kustomization' ? 'kustomizations.kustomize.toolkit.fluxcd.io' : 'helmreleases.helm.toolkit.fluxcd.io';
        const message = run.id.kind === 'Kustomization' ? `dependency '${title}' not found: ${plural} "${unit.name}" not found` : `unable to get '${title}' dependency: ${plural} "${unit.name}" not found`;
        return {
          for: 'dependency', unit, message,
          problem: { code: 'flux/depends-on-missing', message: `dependsOn names ${unit.kind} ${title}, which nothing in this cluster renders${didYouMean(unit)}`, object: refOf(run.manifest.object), pointer, ...(place !== undefined && { place }), ...meantUnit(unit, run.id) },
        };
      }
      if (!isReady(other)) return { for: 'dependency', unit, message: `dependency '${title}' is not ready` };
    }
    return undefined;
  }

  function didYouMean(wanted: UnitId): string {
    const elsewhere = [...runs.values()].find(({ id }) => id.name === wanted.name && unitName(id) !== unitName(wanted));
    if (elsewhere !== undefined) return `; there is ${unitName(elsewhere.id)}`;
    const near = suggest(wanted.name, namesBeside(wanted));
    return near === undefined ? '' : `; did you mean "${near}"?`;
  }

  /** The name that must be meant: the only one like it, not of the unit that waits. */
  function meantUnit(wanted: UnitId, waiting: UnitId): Pick<Problem, 'fix'> {
    const near = slipOf(wanted.name, namesBeside(wanted));
    return near === undefined || (near === waiting.name && wanted.namespace === waiting.namespace) ? {} : { fix: { action: 'set', value: near } };
  }

  function namesBeside({ kind, namespace }: UnitId): string[] {
    return [...runs.values()].filter(({ id }) => id.kind === kind && id.namespace === namespace).map(({ id }) => id.name);
  }

  /** Health checks pass once every Flux object among what is waited for is ready; the rest is ready in a simulation. */
  function isHealthy(run: Run): boolean {
    const waited = waitedFor(run);
    const open = waited.filter(({ name, unit }) => unit === undefined ? name !== undefined : !isReady(runs.get(unitName(unit))));
    if (open.length === 0) return true;
    const names = open.map(({ name, unit }) => name ?? (unit as UnitId));
    run.wait = {
      for: 'health',
      units: open.flatMap(({ unit }) => (unit === undefined ? [] : [unit])),
      message: `timeout waiting for: [${names.map((name) => typeof name === 'string' ? `${name} status: 'NotFound'` : `${unitName(name)} status: '${runs.get(unitName(name))?.state === 'failed' ? 'Failed' : 'InProgress'}'`).join(', ')}]`,
    };
    return false;
  }

  function waitedFor(run: Run): { readonly name?: string; readonly unit?: UnitId }[] {
    const spec = object(run.manifest.object, 'spec');
    if (run.id.kind !== 'Kustomization') return [];
    const self = unitName(run.id);
    if (spec['wait'] === true) {
      return run.manifests.flatMap((manifest) => {
        const { apiVersion, kind, namespace, name } = refOf(manifest.object);
        const id = { kind: kind as UnitKind, namespace, name };
        return isUnit(groupOf(apiVersion), kind) && unitName(id) !== self && object(manifest.object, 'spec')['suspend'] !== true ? [{ unit: id }] : [];
      });
    }
    return objects(spec, 'healthChecks').flatMap((check): { readonly name?: string; readonly unit?: UnitId }[] => {
      const kind = text(check, 'kind');
      const namespace = text(check, 'namespace');
      const name = text(check, 'name');
      const group = groupOf(text(check, 'apiVersion'));
      if (isUnit(group, kind)) {
        const id: UnitId = { kind, namespace, name };
        if (unitName(id) === self) return [];
        return runs.has(unitName(id)) ? [{ unit: id }] : [{ name: `${kind}/${namespace}/${name}` }];
      }
      return state.get(group, kind, namespace, name) === undefined ? [{ name: `${kind}/${namespace}/${name}` }] : [];
    });
  }

  function markReady(run: Run): boolean {
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
      if (run.state === 'applied') stop(run, run.wait as Wait, true);
      // The Flux objects of a batch that was refused are not in the cluster, but what they would render is checked.
      if (run.state === 'failed') applyUnits(run);
    }
    for (let moved = true; moved;) {
      moved = false;
      for (const run of [...runs.values()].filter(({ state: now }) => now === 'pending')) {
        const why = run.wait;
        const shadow = await attempt(run, why?.for === 'admission' ? 'final' : 'check');
        if (run.state as string === 'suspended') continue;
        if (!('done' in shadow)) {
          run.unmet = shadow.wait;
          continue;
        }
        moved = true;
        settle(run, shadow);
        applyUnits(run);
        if (why === undefined) {
          // Its parent never applied it.
          run.blockedBy = run.parent === undefined ? [] : [run.parent];
          if (run.state === 'applied' || run.state === 'failed') {
            run.state = 'blocked';
            delete run.reason;
            run.message = `${run.parent === undefined ? 'the unit that holds it' : unitName(run.parent)} does not apply it`;
          }
        } else {
          // What it waits for is still asked, by those that wait for it.
          run.wait = why;
          stop(run, why, false);
        }
      }
    }
    for (const run of runs.values()) if (run.state === 'pending') stop(run, run.wait ?? run.unmet as Wait, true);
  }

  function applyUnits(run: Run): void {
    for (const manifest of run.refused) if (isUnit(groupOf(refOf(manifest.object).apiVersion), refOf(manifest.object).kind)) apply(manifest, run.id);
  }

  /** Gives a unit that waited for good its outcome. `unmet`: what it waits for is nowhere, not even behind other units that wait. */
  function stop(run: Run, wait: Wait, unmet: boolean): void {
    if (wait.for === 'admission' && run.state !== 'pending') {
      if (run.state === 'applied') run.state = 'rendered';
      return;
    }
    run.message = wait.message;
    if (wait.for === 'dependency') {
      run.state = 'blocked';
      run.reason = 'DependencyNotReady';
      run.blockedBy = chain(run.id, wait.unit);
    } else if (wait.for === 'health') {
      run.state = 'failed';
      run.explained = wait.units.length > 0;
      run.reason = 'HealthCheckFailed';
      run.blockedBy = wait.units;
    } else {
      run.state = 'failed';
      run.reason = wait.reason;
    }
    if (!unmet && (wait.for === 'source' || wait.for === 'input')) run.explained = true;
    const isNowhere = unmet || (wait.for === 'dependency' && !runs.has(unitName(wait.unit)));
    const problem = 'problem' in wait && isNowhere ? wait.problem : undefined;
    run.problems = [...run.problems, ...(problem === undefined ? [] : [problem]), ...(wait.for === 'dependency' ? cycle(run) : [])];
  }

  /** From the first dependency to the root cause. */
  function chain(from: UnitId, first: UnitId): UnitId[] {
    const out: UnitId[] = [];
    for (let next: UnitId | undefined = first; next !== undefined && !out.some((id) => unitName(id) === unitName(next as UnitId)) && unitName(next) !== unitName(from);) {
      out.push(next);
      const wait: Wait | undefined = runs.get(unitName(next))?.wait;
      next = wait?.for === 'dependency' ? wait.unit : undefined;
    }
    return out;
  }

  /** A dependsOn that leads back to the unit itself, told once, at the unit whose name comes first. */
  function cycle(run: Run): Problem[] {
    const path = [run.id];
    for (;;) {
      const wait = runs.get(unitName(path.at(-1) as UnitId))?.wait;
      if (wait?.for !== 'dependency') return [];
      if (unitName(wait.unit) === unitName(run.id)) break;
      if (path.some((id) => unitName(id) === unitName(wait.unit))) return [];
      path.push(wait.unit);
    }
    if (path.some((id) => unitName(id) < unitName(run.id))) return [];
    const place = placeOf(run.manifest, '/spec/dependsOn/0');
    return [{
      code: 'flux/cycle', message: `dependsOn goes in a circle: ${[...path, run.id].map(({ name }) => name).join(' -> ')}; none of them is ever applied`,
      object: refOf(run.manifest.object), pointer: '/spec/dependsOn', ...(place !== undefined && { place }),
    }];
  }

  function toResult(run: Run): UnitResult {
    const place = placeOf(run.manifest);
    return {
      id: run.id,
      outcome: run.state === 'pending' || run.state === 'applied' ? 'blocked' : run.state,
      ...(run.reason !== undefined && { reason: run.reason }),
      ...(run.message !== undefined && { message: run.message }),
      ...(run.blockedBy !== undefined && { blockedBy: run.blockedBy }),
      manifests: run.manifests,
      ...(run.refused.length > 0 && { refused: run.refused }),
      ...(run.explained && { explained: true }),
      problems: run.problems,
      ...(place !== undefined && { place }),
    };
  }
}

/** Of no unit, and from no file of the repository. */
function asExisting(body: JsonObject): Manifest {
  return { object: body, unit: { kind: 'Kustomization', namespace: '', name: '' }, originOf: () => ({ certainty: 'file', steps: [] }) };
}

function isUnit(group: string, kind: string): kind is UnitKind {
  return (group === 'kustomize.toolkit.fluxcd.io' && kind === 'Kustomization') || (group === 'helm.toolkit.fluxcd.io' && kind === 'HelmRelease');
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
  return (['labels', 'annotations'] as const).some((field) => object(body, 'metadata', field)[`kustomize.toolkit.fluxcd.io/${key}`] === value);
}

/** A unit that we could not look into is taken to work: what it is blocked by would say nothing about the repository. */
function isReady(run: Run | undefined): boolean {
  return run?.state === 'rendered' || run?.state === 'skipped';
}

/** Orders `2.8` before `2.10`. */
function compareMinor(a: string, b: string): number {
  const [aMajor = 0, aMinor = 0] = a.split('.').map(Number);
  const [bMajor = 0, bMinor = 0] = b.split('.').map(Number);
  return aMajor - bMajor || aMinor - bMinor;
}

