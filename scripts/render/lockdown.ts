import { list, object, objects, refOf, text } from '../lib/object.ts';
import type { ServiceAccount } from './rbac.ts';
import { placeOf } from './origin.ts';
import type { Attempt, Run } from './run.ts';
import { fluxNamespace, type Simulation } from './simulation.ts';

/** How tenants are kept apart: arguments of kustomize-controller and helm-controller. */
interface Lockdown {
  readonly noCrossNamespaceRefs: boolean;
  /** Who applies what names no serviceAccountName; '' for the controller itself. */
  readonly defaultServiceAccount: string;
}

const controllers = { Kustomization: 'kustomize-controller', HelmRelease: 'helm-controller', ResourceSet: 'flux-operator' } as const;

/**
 * The arguments of the controller of a unit, as far as this repository says them: of its Deployment (`flux bootstrap` writes it), or
 * of a FluxInstance with `spec.cluster.multitenant` (flux-operator internal/builder/profiles.go).
 */
function lockdownOf(sim: Simulation, controller: string): Lockdown {
  const { state } = sim;
  const deployment = state.get('apps', 'Deployment', fluxNamespace(sim), controller)?.object;
  if (deployment !== undefined) {
    const args = objects(deployment, 'spec', 'template', 'spec', 'containers').flatMap((container) => list(container, 'args').map(String));
    const value = (name: string) => args.findLast((arg) => arg === `--${name}` || arg.startsWith(`--${name}=`))?.replace(/^[^=]*=?/, '');
    const isOn = value('no-cross-namespace-refs');
    return { noCrossNamespaceRefs: isOn === '' || /^(1|t|true)$/i.test(isOn ?? ''), defaultServiceAccount: value('default-service-account') ?? '' };
  }
  // What a FluxInstance says is for the controllers that it installs.
  for (const { object: instance } of controller === controllers.ResourceSet ? [] : state.ofKind('fluxcd.controlplane.io', 'FluxInstance')) {
    const cluster = object(instance, 'spec', 'cluster');
    if (cluster['multitenant'] === true) return { noCrossNamespaceRefs: true, defaultServiceAccount: text(cluster, 'tenantDefaultServiceAccount') || 'default' };
  }
  return { noCrossNamespaceRefs: false, defaultServiceAccount: '' };
}

/** Whom Flux impersonates for a unit; undefined where the controller applies it with its own rights. */
export function accountOf(sim: Simulation, run: Run): ServiceAccount | undefined {
  const { namespace } = run.id;
  const named = text(run.manifest.object, 'spec', 'serviceAccountName');
  // flux-operator names its own account in the Kustomization of the sync.
  const isSync = run.parent === undefined && [...sim.state.ofKind('fluxcd.controlplane.io', 'FluxInstance')].length > 0;
  const name = named || (isSync ? '' : lockdownOf(sim, controllers[run.id.kind]).defaultServiceAccount);
  return name === '' ? undefined : { namespace, name };
}

/** What a controller that keeps tenants apart does with a source in another namespace; undefined where it may be used. */
export function crossesNamespaces(sim: Simulation, run: Run): Attempt | undefined {
  const { object: body } = run.manifest;
  const [pointer, ref] = run.id.kind === 'Kustomization' ? ['/spec/sourceRef', object(body, 'spec', 'sourceRef')] as const
    : object(body, 'spec', 'chartRef')['name'] !== undefined ? ['/spec/chartRef', object(body, 'spec', 'chartRef')] as const : ['/spec/chart/spec/sourceRef', object(body, 'spec', 'chart', 'spec', 'sourceRef')] as const;
  const namespace = text(ref, 'namespace') || run.id.namespace;
  const controller = controllers[run.id.kind];
  if (namespace === run.id.namespace || !lockdownOf(sim, controller).noCrossNamespaceRefs) return undefined;
  const [kind, name] = [text(ref, 'kind'), text(ref, 'name')];
  const chart = pointer === '/spec/chart/spec/sourceRef' ? `HelmChart ${namespace}/${run.id.namespace}-${run.id.name}` : `${kind} ${namespace}/${name}`;
  const message = run.id.kind === 'Kustomization' ? `can't access '${kind}/${namespace}/${name}', cross-namespace references have been blocked` : `cross-namespace references are not allowed: cannot access ${chart}`;
  const place = placeOf(run.manifest, `${pointer}/namespace`);
  const said = `${run.id.kind} ${run.id.namespace}/${run.id.name} may not use ${kind} ${namespace}/${name}: ${controller} runs with --no-cross-namespace-refs; give it a source in namespace ${run.id.namespace}`;
  return {
    done: 'failed', reason: 'AccessDenied', message, manifests: [],
    problems: [{ code: 'flux/unit-failed', message: said, object: refOf(body), pointer: `${pointer}/namespace`, ...(place !== undefined && { place }) }],
  };
}
