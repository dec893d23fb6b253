import { pointerTokens, setKey } from '../lib/json.ts';
import { groupOf, object, objects, refOf, text } from '../lib/object.ts';
import { isUnit, showUnit } from '../lib/unit.ts';
import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { OriginOf } from '../model/origin.ts';
import type { Problem } from '../model/problem.ts';
import { declares } from './admission.ts';
import { applyStaged } from './apply.ts';
import { findInput, placeholder } from './inputs.ts';
import { mergeStringData } from './kustomization.ts';
import { placeOf } from './origin.ts';
import { buildResources } from './resource-set/build.ts';
import { inputsOf } from './resource-set/inputs.ts';
import type { Attempt, Run } from './run.ts';
import { isReady, runOf, surroundings, type Mode, type Simulation } from './simulation.ts';

/** One attempt at a ResourceSet, in the order of flux-operator's reconcile: dependencies, inputs, build, copies, apply. */
export function reconcileResourceSet(sim: Simulation, run: Run, mode: Mode): Attempt {
  const { manifest: flux, id } = run;
  const blocked = mode === 'play' ? checkDependencies(sim, run) : undefined;
  if (blocked !== undefined) return blocked;
  sim.request.onUnit?.(id);
  const inputs = inputsOf(flux, sim.state);
  if ('missing' in inputs) {
    const said = `inputsFrom names ResourceSetInputProvider ${id.namespace}/${inputs.missing}, which nothing in this cluster renders`;
    return { wait: { for: 'input', reason: 'BuildFailed', message: `failed to compute inputs: failed to get provider ${id.namespace}/${inputs.missing}: not found`, problem: told(run, 'flux/values-from-missing', said, inputs.pointer) } };
  }
  if ('external' in inputs) {
    const said = `${showUnit(id)} takes its inputs from ResourceSetInputProvider ${inputs.external}, which asks for them elsewhere (${inputs.type}), so what it makes was not checked`;
    return { done: 'skipped', reason: 'InputsExternal', message: said, problems: [told(run, 'flux/source-external', said, inputs.pointer)] };
  }
  if ('error' in inputs) return failed(run, `failed to compute inputs: ${inputs.error}`, inputs.error, '/spec/inputs');
  const built = inputs.isEmpty ? { manifests: [] } : buildResources(flux, id, inputs.sets);
  if ('error' in built) return failed(run, `build failed: ${built.error}`, built.error, built.pointer);
  const copied = built.manifests.map((manifest) => withCopies(sim, run, manifest));
  const waits = copied.find((one): one is Extract<Attempt, { wait: unknown }> => 'wait' in one);
  if (waits !== undefined) return waits;
  return applyStaged(sim, run, mode, copied as Manifest[], [], 'Reconciliation finished');
}

function failed(run: Run, message: string, said: string, pointer: string): Attempt {
  return { done: 'failed', reason: 'BuildFailed', message, manifests: [], problems: [told(run, 'flux/unit-failed', said, pointer)] };
}

function told({ manifest }: Run, code: Problem['code'], message: string, pointer: string, place = placeOf(manifest, pointer) ?? placeOf(manifest)): Problem {
  return { code, message, object: refOf(manifest.object), pointer, ...(place !== undefined && { place }) };
}

/** Objects that are waited for: there, and ready where that is asked (internal/controller checkDependencies). What is not a unit is ready once it is there. */
function checkDependencies(sim: Simulation, run: Run): Attempt | undefined {
  for (const [i, dependency] of objects(run.manifest.object, 'spec', 'dependsOn').entries()) {
    const [apiVersion, kind, namespace, name] = ['apiVersion', 'kind', 'namespace', 'name'].map((key) => text(dependency, key)) as [string, string, string, string];
    const group = groupOf(apiVersion);
    const title = `${apiVersion}/${kind}/${namespace === '' ? '' : `${namespace}/`}${name}`;
    if (sim.state.get(group, kind, namespace, name) === undefined && !mayBeThere(sim, group, kind, namespace, name)) {
      const said = `dependsOn names ${kind} ${namespace === '' ? '' : `${namespace}/`}${name}, which nothing in this cluster renders`;
      const message = `Retrying dependency check: dependency ${title} not found`;
      const problem = told(run, 'flux/depends-on-missing', said, `/spec/dependsOn/${i}/name`);
      return { wait: isUnit(group, kind) ? { for: 'dependency', unit: { kind, namespace, name }, message, problem } : { for: 'input', reason: 'DependencyNotReady', message, problem } };
    }
    if (dependency['ready'] === true && isUnit(group, kind) && !isReady(runOf(sim, { kind, namespace, name }))) return { wait: { for: 'dependency', unit: { kind, namespace, name }, message: `Retrying dependency check: dependency ${title} not ready` } };
  }
  return undefined;
}

/** What flux-operator installs itself, what validate.yaml declares, and what a unit may bring that was not looked into. */
function mayBeThere(sim: Simulation, group: string, kind: string, namespace: string, name: string): boolean {
  const { external } = sim.request.config;
  const definition = kind === 'CustomResourceDefinition' ? name.slice(name.indexOf('.') + 1) : '';
  return surroundings(sim).unseen || /[.](?:toolkit|extensions)[.]fluxcd[.]io$|^fluxcd[.]controlplane[.]io$/.test(definition) || (definition !== '' && declares(external, definition))
    || (definition === '' && group !== '' && declares(external, group)) || external.some((input) => input.kind === kind && input.name === name && (input.namespace ?? '') === namespace);
}

/** What the API server wants in Secrets of these types, for one of which no more is known than that it is there. */
const keysOfType: Readonly<Record<string, readonly string[]>> = {
  'kubernetes.io/dockerconfigjson': ['.dockerconfigjson'], 'kubernetes.io/dockercfg': ['.dockercfg'], 'kubernetes.io/tls': ['tls.crt', 'tls.key'],
  'kubernetes.io/basic-auth': ['username', 'password'], 'kubernetes.io/ssh-auth': ['ssh-privatekey'],
};

/** A ConfigMap or Secret with the data of the one that its annotation names (internal/controller copyResources). */
function withCopies(sim: Simulation, run: Run, manifest: Manifest): Manifest | Attempt {
  const { object: body } = manifest;
  const kind = text(body, 'kind');
  const source = text(body, 'metadata', 'annotations', 'fluxcd.controlplane.io/copyFrom');
  const isCopy = source !== '' && text(body, 'apiVersion') === 'v1' && (kind === 'ConfigMap' || kind === 'Secret');
  if (!isCopy) return { ...manifest, ...mergeStringData(body, manifest.originOf) };
  const [namespace = '', name = ''] = source.split('/');
  const input = findInput(kind, namespace, name, sim.state, sim.request.config.external);
  if (input === undefined) {
    const said = `nothing in this repository makes ${kind} ${source}, which ${kind} ${refOf(body).namespace}/${refOf(body).name} is copied from; declare it under external: in validate.yaml`;
    return { wait: { for: 'input', reason: 'ReconciliationFailed', message: `reconciliation failed: failed to copy data from ${kind}/${source}: not found`, problem: told(run, 'flux/values-from-missing', said, '/spec', placeOf(manifest, '/metadata/annotations/fluxcd.controlplane.io~1copyFrom')) } };
  }
  const data: JsonObject = { ...object(body, 'data') };
  const given = input.complete || kind === 'ConfigMap' ? [] : (keysOfType[text(body, 'type')] ?? []).map((key) => [key, placeholder(key)] as const);
  for (const [key, value] of [...given, ...input.data]) setKey(data, key, kind === 'Secret' ? Buffer.from(value).toString('base64') : value);
  const originOf: OriginOf = (pointer, part) => (pointer.startsWith('/data/') ? input.originOf(pointerTokens(pointer)[1] ?? '') : undefined) ?? manifest.originOf(pointer, part);
  return { ...manifest, ...mergeStringData({ ...body, data }, originOf) };
}
