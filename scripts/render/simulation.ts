import type { ClusterConfig } from '../model/config.ts';
import type { Renderer } from '../helm/render/index.ts';
import { groupOf, objects, refOf, text } from '../lib/object.ts';
import { unitKey } from '../lib/unit.ts';
import type { UnitId } from '../model/ids.ts';
import type { Manifest } from '../model/manifest.ts';
import { declares, type Surroundings } from './admission.ts';
import type { ClusterApi } from './api.ts';
import type { Fallback } from './binary/fallback.ts';
import type { Verifier } from './binary/verify.ts';
import type { Memo } from './memo/memo.ts';
import type { ChartProvider } from './charts/types.ts';
import type { FileSystems } from './kustomize.ts';
import type { Run } from './run.ts';
import type { SourceContext } from './source/types.ts';
import type { State } from './state.ts';

export interface ClusterRequest {
  readonly config: ClusterConfig;
  /** What a person or the installer puts into the cluster: the root Kustomization and its source. */
  readonly roots: readonly Manifest[];
  /** What is in the cluster before Flux comes. */
  readonly existing?: readonly Manifest[];
  readonly sources: Omit<SourceContext, 'state' | 'root' | 'made' | 'charts'>;
  readonly charts: ChartProvider;
  readonly renderChart: Renderer;
  /** Called before each unit is rendered, for progress. */
  readonly onUnit?: (id: UnitId) => void;
  readonly api: ClusterApi;
  /** Renders everything a second time with the binaries. */
  readonly verifier?: Verifier;
  readonly memory?: Memory;
  /** Builds what the engine cannot. */
  readonly fallback?: Fallback;
}

/** Renderings that were made before; `context`: a name of all that they depend on beside their surroundings. */
export interface Memory {
  readonly memo: Memo;
  readonly context: string;
}

/** `play`: as the controllers would. `final`: the last try of a unit. `check`: render only, whatever it waits for. */
export type Mode = 'play' | 'final' | 'check';

/** One cluster while its controllers are played. */
export interface Simulation {
  readonly request: ClusterRequest;
  readonly state: State;
  readonly sources: SourceContext;
  /** By `unitKey`. */
  readonly runs: Map<string, Run>;
  /** Of the units of this cluster that could not be looked into. */
  readonly unseen: Set<Run>;
  /** The releases of the cluster by the name under which they are stored, with the unit that wrote them last. */
  readonly stored: Map<string, Run>;
  readonly systems: FileSystems;
  /** Group versions and kinds that something which was not looked into must bring. */
  readonly assumed: Set<string>;
  readonly memory: Memory;
}

/** Where Flux is installed: beside the root Kustomization. */
export function fluxNamespace({ request }: Simulation): string {
  return refOf(request.roots[0]?.object ?? {}).namespace || 'flux-system';
}

export function runOf({ runs }: Simulation, id: UnitId): Run | undefined {
  return runs.get(unitKey(id));
}

/** A unit that we could not look into is taken to work: what it is blocked by would say nothing about the repository. */
export function isReady(run: Run | undefined): boolean {
  return run?.state === 'rendered' || run?.state === 'skipped';
}

/** Known to the server, or to a CRD in the cluster or in `batch`; what nobody knows is taken to live in a namespace. */
export function isNamespaced({ request, state }: Simulation, apiVersion: string, kind: string, batch: readonly Manifest[] = []): boolean {
  const known = request.api.namespaced(apiVersion, kind);
  if (known !== undefined) return known;
  for (const { object: crd } of [...batch, ...state.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')]) {
    if (text(crd, 'spec', 'group') === groupOf(apiVersion) && text(crd, 'spec', 'names', 'kind') === kind) return text(crd, 'spec', 'scope') !== 'Cluster';
  }
  return true;
}

/** Group versions that CRDs in the cluster add to what the API server serves itself. */
export function servedVersions({ state, assumed }: Simulation): string[] {
  const served = new Set<string>(assumed);
  for (const { object: crd } of state.ofKind('apiextensions.k8s.io', 'CustomResourceDefinition')) {
    for (const version of objects(crd, 'spec', 'versions')) {
      if (version['served'] === false) continue;
      const groupVersion = `${text(crd, 'spec', 'group')}/${text(version, 'name')}`;
      served.add(groupVersion).add(`${groupVersion}/${text(crd, 'spec', 'names', 'kind')}`);
    }
  }
  return [...served];
}

export function surroundings({ request, unseen }: Simulation): Surroundings {
  const { external } = request.config;
  return {
    hasNamespace: (name) => external.some((input) => input.kind === 'Namespace' && (input.name === name || input.name === '*')),
    hasGroup: (group) => declares(external, group),
    unseen: unseen.size > 0,
  };
}

/** Whether a namespace is there, or may be. */
export function hasNamespace(sim: Simulation, name: string): boolean {
  const { hasNamespace: declared, unseen } = surroundings(sim);
  return unseen || declared(name) || sim.state.get('', 'Namespace', '', name) !== undefined;
}

/** What the cluster has under the name of a manifest, unless the unit itself has put it there. */
export function foreign({ state }: Simulation, manifest: Manifest, id: UnitId): Manifest | undefined {
  const { apiVersion, kind, namespace, name } = refOf(manifest.object);
  const found = state.get(groupOf(apiVersion), kind, namespace, name);
  return found === undefined || unitKey(found.unit) === unitKey(id) ? undefined : found;
}
