import { groupOf, object, objects, refOf, text } from '../lib/object.ts';
import { isUnit } from '../lib/unit.ts';
import type { UnitId } from '../model/ids.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { declares } from './admission.ts';
import { invalid } from './depends.ts';
import { livingMetadata } from './observed.ts';
import type { Attempt, Run, Wait } from './run.ts';
import { isReady, runOf, servedVersions, surroundings, type Simulation } from './simulation.ts';
import { sourceStatus } from './source/status.ts';

type Status = 'Current' | 'InProgress' | 'Failed' | 'NotFound' | 'Unknown';

/** What one object that is waited for has come to. */
interface Health {
  readonly name: string;
  readonly status: Status;
  readonly error?: string;
  readonly unit?: UnitId;
}

interface Waited {
  readonly apiVersion: string;
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
}

/**
 * Why the health checks of a unit do not pass; undefined once they do. Workloads are ready in a simulation: their controllers
 * are there in every cluster. Flux's own objects have the status that the simulation gives them, and what `healthCheckExprs` ask
 * of other objects is evaluated (fluxcd/pkg/ssa manager_wait.go, runtime/cel status_evaluator.go).
 */
export async function unhealthy(sim: Simulation, run: Run): Promise<Wait | undefined> {
  const open = (await Promise.all(waitedFor(run).map((waited) => healthOf(sim, run, waited)))).filter(({ status }) => status !== 'Current');
  if (open.length === 0) return undefined;
  const early = open.some(({ status }) => status === 'Failed');
  const told = open.filter(({ status }) => !early || status === 'Failed');
  const isLegacy = run.id.kind === 'HelmRelease' && text(run.manifest.object, 'spec', 'waitStrategy', 'name') === 'legacy';
  return {
    for: 'health',
    units: told.flatMap(({ unit }) => (unit === undefined ? [] : [unit])),
    message: isLegacy ? 'context deadline exceeded' : `${early ? 'failed early due to stalled resources' : 'timeout waiting for'}: [${told.map(({ name, status, error }) => `${name} status: '${status}'${error === undefined ? '' : `: ${error}`}`).join(', ')}]`,
  };
}

/** `healthCheckExprs` that cannot be read: the unit ends before it begins. */
export function badHealthChecks(sim: Simulation, run: Run): Attempt | undefined {
  for (const [i, check] of objects(run.manifest.object, 'spec', 'healthCheckExprs').entries()) {
    for (const [field, title] of [['current', 'Current'], ['failed', 'Failed'], ['inProgress', 'InProgress']] as const) {
      const expression = text(check, field);
      if (expression === '') continue;
      const result = sim.request.api.evaluate(expression, {}, 'parse');
      if ('invalid' in result) {
        return invalid(run, `/spec/healthCheckExprs/${i}/${field}`, `failed to create custom status evaluator for healthchecks[${i}]: failed to parse the expression ${title}: ${result.invalid}`, `${field} ${result.said}`);
      }
    }
  }
  return undefined;
}

function waitedFor(run: Run): Waited[] {
  const spec = object(run.manifest.object, 'spec');
  const own = ({ object: body, sent = body, hooks }: Manifest): Waited[] => hooks !== undefined || run.refused.some(({ object: refused }) => refused === body) ? [] : [refOf(sent)];
  if (run.id.kind === 'HelmRelease') return run.manifests.filter((manifest) => helmWaits(spec, manifest)).flatMap(own);
  const waited = spec['wait'] === true ? run.manifests.flatMap(own) : objects(spec, 'healthChecks').map((check) => ({ apiVersion: text(check, 'apiVersion'), kind: text(check, 'kind'), namespace: text(check, 'namespace'), name: text(check, 'name') }));
  return waited.filter(({ kind, namespace, name }) => !(kind === 'Kustomization' && namespace === run.id.namespace && name === run.id.name));
}

/** Helm's own way of waiting (`legacy`) looks at built-in kinds alone, and at Jobs where it is asked to. */
function helmWaits(spec: JsonObject, { object: { kind } }: Manifest): boolean {
  const install = object(spec, 'install');
  if (install['disableWait'] === true) return false;
  return text(spec, 'waitStrategy', 'name') !== 'legacy' || (kind === 'Job' && install['disableWaitForJobs'] !== true);
}

/** A suspended Job never starts. Flux takes that for done; Helm's own way of waiting does not, nor does helm-controller where it does not wait for Jobs. */
function neverStarts(run: Run, { object: body }: Manifest): boolean {
  const spec = object(run.manifest.object, 'spec');
  if (run.id.kind !== 'HelmRelease' || body['kind'] !== 'Job' || object(body, 'spec')['suspend'] !== true) return false;
  return text(spec, 'waitStrategy', 'name') === 'legacy' || object(spec, 'install')['disableWaitForJobs'] === true;
}

async function healthOf(sim: Simulation, run: Run, { apiVersion, kind, namespace, name }: Waited): Promise<Health> {
  const group = groupOf(apiVersion);
  const title = `${kind}/${namespace === '' ? '' : `${namespace}/`}${name}`;
  const found = sim.state.get(group, kind, namespace, name);
  if (isUnit(group, kind)) {
    const unit: UnitId = { kind, namespace, name };
    const other = runOf(sim, unit);
    if (other === undefined) return { name: title, status: 'NotFound' };
    // Helm gives up on a release that it has stored; one that cannot be rendered is tried again.
    const stalled = other.state === 'failed' && (other.reason === 'InvalidCELExpression' || (other.id.kind === 'HelmRelease' && other.manifests.length > 0));
    return { name: title, status: isReady(other) ? 'Current' : stalled ? 'Failed' : 'InProgress', unit };
  }
  if (found === undefined) {
    // A release that could not be rendered may have made it.
    if (surroundings(sim).unseen) return { name: title, status: 'Current' };
    const known = sim.request.api.namespaced(apiVersion, kind) !== undefined || servedVersions(sim).some((served) => served.startsWith(`${group}/`) && served.endsWith(`/${kind}`));
    return known || sim.request.api.served.includes(`${apiVersion}/${kind}`) ? { name: title, status: 'NotFound' } : { name: title, status: 'Unknown', error: `no matches for kind "${kind}" in group "${group}"` };
  }
  if (neverStarts(run, found)) return { name: title, status: 'InProgress' };
  if (group === 'source.toolkit.fluxcd.io') return { name: title, status: await sourceStatus(found, sim.sources, sim.request.charts) };
  const check = objects(run.manifest.object, 'spec', 'healthCheckExprs').find((each) => groupOf(text(each, 'apiVersion')) === group && text(each, 'kind') === kind);
  return check === undefined ? { name: title, status: 'Current' } : { name: title, ...evaluate(sim, check, found) };
}

/**
 * An object's own expressions over what git says of it. Where they read the status, only its controller could answer: one that
 * comes with the kind is trusted to; of a kind that nothing in this cluster brings, the object never gets one.
 */
function evaluate(sim: Simulation, check: JsonObject, { object: body }: Manifest): { status: Status; error?: string } {
  if (/\bstatus\b/.test(['current', 'failed', 'inProgress'].map((field) => text(check, field)).join(' ')) && hasController(sim, body)) return { status: 'Current' };
  for (const [field, status] of [['inProgress', 'InProgress'], ['failed', 'Failed'], ['current', 'Current']] as const) {
    const expression = text(check, field);
    if (expression === '') continue;
    const result = sim.request.api.evaluate(expression, { ...body, metadata: livingMetadata(body) }, 'parse');
    if ('value' in result && result.value) return { status };
    if ('error' in result) return { status: 'Unknown', error: result.error };
  }
  return { status: 'InProgress' };
}

/** Kubernetes has the controllers of its own kinds; others come with whoever brings the CRD, from a unit or from outside. */
function hasController({ request, state }: Simulation, body: JsonObject): boolean {
  const { apiVersion, kind } = refOf(body);
  if (request.api.served.includes(`${apiVersion}/${kind}`)) return true;
  const definitions = [...state.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')].filter(({ object: crd }) => text(crd, 'spec', 'group') === groupOf(apiVersion) && text(crd, 'spec', 'names', 'kind') === kind);
  if (definitions.some(({ unit }) => unit.name !== '')) return true;
  return declares(request.config.external, groupOf(apiVersion));
}
