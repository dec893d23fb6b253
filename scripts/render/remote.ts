import { object, refOf, text } from '../lib/object.ts';
import { unitKey } from '../lib/unit.ts';
import { findInput } from './inputs.ts';
import { placeOf } from './origin.ts';
import type { Attempt, Run } from './run.ts';
import type { Simulation } from './simulation.ts';

/**
 * A unit with `spec.kubeConfig` applies to another cluster, so that its objects are none of this one: it is left out, and said to
 * be. Undefined for a unit of this cluster.
 */
export function remoteCluster(sim: Simulation, run: Run): Attempt | undefined {
  const { manifest: flux, id } = run;
  const config = object(flux.object, 'spec', 'kubeConfig');
  const [field, kind] = text(config, 'configMapRef', 'name') === '' ? ['secretRef', 'Secret'] as const : ['configMapRef', 'ConfigMap'] as const;
  const name = text(config, field, 'name');
  if (name === '') return undefined;
  const pointer = `/spec/kubeConfig/${field}/name`;
  const place = placeOf(flux, pointer);
  const problem = { object: refOf(flux.object), pointer, ...(place !== undefined && { place }) };
  if (findInput(kind, id.namespace, name, sim.state, sim.request.config.external) === undefined) {
    const cause = `${kind === 'Secret' ? 'secrets' : 'configmaps'} "${name}" not found`;
    const [reason, message] = id.kind === 'HelmRelease' ? ['RESTClientError', `could not get KubeConfig secret '${id.namespace}/${name}': ${cause}`] : ['ReconciliationFailed', `unable to read KubeConfig secret '${id.namespace}/${name}' error: ${cause}`];
    const said = `nothing in this repository makes ${kind} ${id.namespace}/${name}, which says how to reach the cluster of ${unitKey(id)}; declare it under external: in validate.yaml`;
    return { wait: { for: 'input', reason: reason as string, message: message as string, problem: { code: 'flux/unsupported', message: said, ...problem } } };
  }
  const said = `${unitKey(id)} applies to the cluster of ${kind} ${name}, not to this one: what it deploys was not checked`;
  return { done: 'skipped', reason: 'RemoteCluster', message: said, problems: [{ code: 'flux/unsupported', message: said, ...problem }] };
}
