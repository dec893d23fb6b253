import { openApi } from '../../run/api.ts';
import { impliedEntry } from '../../discover/entries.ts';
import { createRenderer } from '../../helm/render/index.ts';
import type { UnitResult } from '../../model/unit.ts';
import type { ChartProvider } from '../../render/charts/types.ts';
import { renderCluster } from '../../render/cluster.ts';
import { normalizeUrl } from '../../render/source/resolve.ts';
import { memoryTree } from '../../render/source/tree.ts';

const nobody: ChartProvider = { get: () => Promise.resolve({ ok: false, why: 'offline', message: 'offline' }), exists: () => Promise.resolve('unknown') };

/** A Flux Kustomization as a document; `spec` is appended to its flow mapping. */
export function kustomization(name: string, path: string, spec = ''): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1\nkind: Kustomization\nmetadata: {name: ${name}, namespace: flux-system}\nspec: {interval: 1h, prune: true, path: ${path}, sourceRef: {kind: GitRepository, name: flux-system}${spec}}\n---\n`;
}

/** Renders a repository of a few files whose entry is `cluster`; nobody has charts. */
export function renderFiles(files: Readonly<Record<string, string>>): Promise<UnitResult[]> {
  const roots = impliedEntry('cluster').roots.map((manifest) => (manifest.object['kind'] === 'GitRepository' ? { ...manifest, object: { ...manifest.object, spec: { interval: '1m', url: 'http://git.invalid/fleet.git' } } } : manifest));
  return renderCluster({
    config: { name: 'x', entry: 'cluster', kubernetesVersion: '1.35', fluxVersion: '2.9', profile: 'production', external: [], rules: {} },
    roots, charts: nobody, renderChart: createRenderer(), api: openApi('1.35'),
    sources: { repository: memoryTree(files), ownUrls: new Set([normalizeUrl('http://git.invalid/fleet.git')]), standIns: () => undefined },
  });
}
