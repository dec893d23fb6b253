import { groupOf, object, refOf, text } from '../lib/object.ts';
import { unitKey } from '../lib/unit.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { admitRelease, type Admitted } from './admission.ts';
import { resolveChart } from './chart.ts';
import { checkDependencies } from './depends.ts';
import { badHealthChecks } from './health.ts';
import { isTest, renderRelease } from './helmrelease.ts';
import { writtenIn } from './kustomize.ts';
import { accountOf, crossesNamespaces } from './lockdown.ts';
import { placeOf } from './origin.ts';
import { foreignObject } from './ownership.ts';
import { cannotReadReleases } from './rbac.ts';
import { installFailed, releaseFacts } from './release.ts';
import { remoteCluster } from './remote.ts';
import type { Attempt, Run } from './run.ts';
import { foreign, hasNamespace, isNamespaced, servedVersions, surroundings, type Mode, type Simulation } from './simulation.ts';
import { composeValues, valuesIgnored } from './values.ts';

/** One attempt at a HelmRelease, in the order of helm-controller's reconcileRelease: dependencies, chart, values, install. */
export async function reconcileRelease(sim: Simulation, run: Run, mode: Mode): Promise<Attempt> {
  const { manifest: flux, id } = run;
  const { api, config, charts, renderChart, verifier } = sim.request;
  const { memo, context } = sim.memory;
  const badChecks = badHealthChecks(sim, run);
  if (badChecks !== undefined) return badChecks;
  const blocked = mode === 'play' ? checkDependencies(sim, run) : undefined;
  if (blocked !== undefined) return blocked;
  const crosses = crossesNamespaces(sim, run);
  if (crosses !== undefined) return crosses;
  const chart = await resolveChart(flux, sim.sources, charts);
  if (!chart.ok) {
    if (chart.why === 'skipped') return { done: 'skipped', reason: chart.reason, message: chart.message, problems: [chart.problem] };
    if (chart.why === 'missing') return { wait: { for: 'source', reason: chart.reason, message: chart.message, problem: chart.problem } };
    return { done: 'failed', reason: chart.reason, message: chart.message, manifests: [], problems: [chart.problem] };
  }
  sim.request.onUnit?.(id);
  // As it is now: more may be assumed by the time at which somebody asks for an origin.
  const assumed = new Set(sim.assumed);
  const key = [context, unitKey(id), chart.chart.digest, chart.chart.location ?? '', surroundings(sim).unseen, ...[...assumed].sort()].join(' ');
  const result = memo.get(key, { flux, state: sim.state }, ({ state }) => {
    const then = { ...sim, state, assumed };
    const values = composeValues(flux, state, config.external);
    if (!values.ok) return { ok: false as const, values };
    return renderRelease({
      id, flux, chart: chart.chart, values: values.merged, kubernetesVersion: config.kubernetesVersion, apiVersions: [...api.served, ...servedVersions(then)],
      isNamespaced: (apiVersion, kind) => isNamespaced(then, apiVersion, kind),
      ...(verifier !== undefined && { verifier }),
      written: writtenIn(sim.sources.repository, sim.systems),
      lookup: (apiVersion, kind, namespace, name) => lookup(then, apiVersion, kind, namespace, name),
    }, renderChart);
  });
  if ('values' in result) {
    const { missing, message, problem } = result.values;
    if (missing) return { wait: { for: 'input', reason: 'ValuesError', message, problem } };
    return { done: 'failed', reason: 'ValuesError', message, manifests: [], problems: [problem] };
  }
  const remote = remoteCluster(sim, run);
  if (remote !== undefined) return remote;
  const account = accountOf(sim, run);
  const unreadable = account === undefined || mode === 'check' ? undefined : cannotReadReleases(sim, account, releaseFacts(flux.object).storageNamespace);
  if (unreadable !== undefined) {
    const message = `Could not determine release state: failed to retrieve last release from storage: query: failed to query with labels: secrets is forbidden: ${unreadable}`;
    if (mode === 'play') return { wait: { for: 'admission', reason: 'StateError', message } };
    const place = placeOf(flux, '/spec/serviceAccountName');
    return { done: 'failed', reason: 'StateError', message, manifests: [], problems: [{ code: 'flux/unit-failed', message: `service account ${account?.name} may not read Helm's releases: ${unreadable}`, object: refOf(flux.object), pointer: '/spec/serviceAccountName', ...(place !== undefined && { place }) }] };
  }
  const problems = [...valuesIgnored(flux), ...result.problems];
  if (!result.ok) return { done: 'failed', reason: result.reason, message: result.message, manifests: [], problems };
  const taken = object(flux.object, 'spec', 'install')['disableTakeOwnership'] === true ? foreignObject(result.manifests, sim.state, releaseFacts(flux.object)) : undefined;
  if (taken !== undefined) {
    const place = placeOf(flux, '/spec/install/disableTakeOwnership');
    return {
      done: 'failed', reason: 'InstallFailed', message: installFailed(result.message, `unable to continue with install: ${taken.message}`), manifests: [],
      problems: [...problems, { code: 'helm/render-failed', message: taken.said, object: refOf(flux.object), ...(place !== undefined && { place }) }],
    };
  }
  const install = object(flux.object, 'spec', 'install');
  // Server-side apply takes over a CRD that is there; a plain create leaves it as it is.
  const replaces = text(install, 'crds') === 'CreateReplace' || install['serverSideApply'] !== false;
  const crds = result.crds.filter((crd) => replaces || foreign(sim, crd, id) === undefined);
  const { storageNamespace, releaseNamespace, createNamespace } = releaseFacts(flux.object);
  const stored = storageNamespace === releaseNamespace && createNamespace;
  if (mode !== 'check' && !stored && !hasNamespace(sim, storageNamespace)) {
    const why = installFailed(result.message, `create: failed to create: namespaces "${storageNamespace}" not found`);
    if (mode === 'play') return { wait: { for: 'admission', reason: 'InstallFailed', message: why } };
    const pointer = '/spec/storageNamespace';
    const place = placeOf(flux, pointer);
    const said = `Helm stores the release in namespace "${storageNamespace}", which nothing makes (createNamespace makes only that of the release)`;
    return { done: 'failed', reason: 'InstallFailed', message: why, manifests: [], problems: [...problems, { code: 'helm/render-failed', message: said, object: refOf(flux.object), pointer, ...(place !== undefined && { place }) }] };
  }
  const ahead = [...crds, ...namespaceOf(sim, run)];
  const tests = result.manifests.filter(({ hooks = [] }) => hooks.length > 0 && hooks.every(isTest));
  const later = result.manifests.filter(({ hooks = [] }) => hooks.length > 0 && !hooks.some((hook) => isTest(hook) || hook === 'pre-install' || hook === 'post-install'));
  const others = result.manifests.filter((manifest) => !tests.includes(manifest) && !later.includes(manifest));
  const admitted: Admitted = mode === 'check' ? { manifests: [...ahead, ...others], refused: [] } : admitRelease(ahead, others, api, sim.state, surroundings(sim), install['serverSideApply'] === false ? 'create' : 'apply');
  const { refused, message, passing } = admitted;
  const manifests = [...admitted.manifests, ...tests, ...later];
  if (message !== undefined && passing === true && mode === 'play') return { wait: { for: 'admission', reason: 'InstallFailed', message: installFailed(result.message, message) } };
  // A release that was stored and failed is upgraded by the next try, where the strategy is to retry.
  const upgrades = text(install, 'strategy', 'name') === 'RetryOnFailure';
  if (message !== undefined) {
    return {
      done: 'failed', reason: upgrades ? 'UpgradeFailed' : 'InstallFailed', message: upgrades ? installFailed(result.message, message).replace('Helm install', 'Helm upgrade') : installFailed(result.message, message),
      manifests, refused, explained: true, problems,
    };
  }
  // Tests come when all else is there, and are looked at only then.
  const tested: Admitted = mode === 'check' ? { manifests: [], refused: [] } : admitRelease([], tests.filter((test) => test.tested === true), api, sim.state, surroundings(sim));
  if (tested.message !== undefined && object(flux.object, 'spec', 'test')['ignoreFailures'] !== true) {
    return { done: 'failed', reason: 'TestFailed', message: installFailed(result.message, tested.message).replace('Helm install', 'Helm test'), manifests, refused: tests, explained: true, problems };
  }
  return { done: 'rendered', reason: 'InstallSucceeded', message: result.message, manifests, refused: tested.refused, problems, release: history(flux, chart.chart.metadata) };
}

function history(flux: Manifest, { name, version, appVersion }: { readonly name: string; readonly version: string; readonly appVersion: string }): JsonObject {
  const { releaseName, releaseNamespace } = releaseFacts(flux.object);
  return { name: releaseName, namespace: releaseNamespace, version: 1, chartName: name, chartVersion: version, appVersion, status: 'deployed' };
}

/** What a chart's `lookup` finds (helm pkg/engine lookup_func.go): an error only for a group and version that nobody serves. */
function lookup(sim: Simulation, apiVersion: string, kind: string, namespace: string, name: string): JsonObject | string {
  if (![...sim.request.api.served, ...servedVersions(sim)].includes(apiVersion)) {
    const [version = '', group = ''] = apiVersion.split('/').reverse();
    return surroundings(sim).unseen ? {} : `unable to get apiresource from unstructured: ${group}/${version}, Kind=${kind}: the server could not find the requested resource`;
  }
  const inNamespace = isNamespaced(sim, apiVersion, kind) ? namespace : '';
  if (name !== '') return sim.state.get(groupOf(apiVersion), kind, inNamespace, name)?.object ?? {};
  const items = [...sim.state.ofKind(groupOf(apiVersion), kind)].map((manifest) => manifest.object).filter((object) => inNamespace === '' || refOf(object).namespace === inNamespace);
  return { apiVersion, kind: `${kind}List`, items, metadata: {} };
}

/** The Namespace that `install.createNamespace` makes, where nothing else has made it. */
function namespaceOf(sim: Simulation, run: Run): Manifest[] {
  const { createNamespace, releaseNamespace } = releaseFacts(run.manifest.object);
  if (!createNamespace || sim.state.get('', 'Namespace', '', releaseNamespace) !== undefined) return [];
  return [{
    object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: releaseNamespace, labels: { name: releaseNamespace } } },
    unit: run.id,
    originOf: () => run.manifest.originOf('/spec/install/createNamespace'),
  }];
}
