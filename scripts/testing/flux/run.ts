import { impliedEntry } from '../../discover/entries.ts';
import { createRenderer } from '../../helm/render/index.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { UnitResult } from '../../model/unit.ts';
import type { ClusterApi } from '../../render/api.ts';
import type { ChartProvider } from '../../render/charts/types.ts';
import { asExisting, renderCluster } from '../../render/cluster.ts';
import { normalizeUrl } from '../../render/source/resolve.ts';
import { compareMessages, compareObjects, compareStatus } from './compare.ts';
import type { Scenario } from './scenario.ts';

export interface ScenarioResult {
  readonly name: string;
  readonly units: readonly UnitResult[];
  /** One line for each difference from what the controllers did; empty where all agrees. */
  readonly differences: readonly string[];
  /** Units whose message is worded otherwise than the controllers', each with both. */
  readonly wordings: readonly string[];
}

/** What `flux-live` pushes of every repository. */
const pushed = { branches: new Set(['main']), tags: new Set(['v1.0.0']), hasCommit: () => false };

/** Renders a scenario's repository as its cluster would have it and compares objects and statuses with the recorded truth. */
export async function runScenario(scenario: Scenario, charts: ChartProvider, api: ClusterApi, normal: (object: JsonObject) => JsonObject, definitions: readonly JsonObject[] = []): Promise<ScenarioResult> {
  const { name, repository, remotes, prelude } = scenario;
  const entry = impliedEntry('cluster');
  const roots = entry.roots.map((manifest): Manifest => ({ ...manifest, object: withUrl(manifest.object) }));
  const units = await renderCluster({
    existing: [...definitions, ...prelude].map(asExisting),
    config: { name, entry: 'cluster', kubernetesVersion: '1.35.4', fluxVersion: '2.9', profile: 'production', external: [], rules: {} },
    roots, charts, renderChart: createRenderer(), api,
    sources: {
      repository,
      ownUrls: new Set([normalizeUrl('http://git.invalid/fleet.git')]),
      standIns: (source) => {
        const remote = /^http:\/\/git\.invalid\/(.+)\.git$/.exec(source)?.[1];
        const tree = remote === undefined ? undefined : remotes.get(remote);
        return tree === undefined ? undefined : { tree, refs: pushed };
      },
    },
  });
  return { name, units, differences: [...compareStatus(scenario, units), ...compareObjects(scenario, units, roots, normal)], wordings: compareMessages(scenario, units) };
}

function withUrl(object: JsonObject): JsonObject {
  return object['kind'] === 'GitRepository' ? { ...object, spec: { interval: '1m', url: 'http://git.invalid/fleet.git' } } : object;
}

