import { defineRule, type Hit } from '../../../model/rule.ts';
import type { Graph, Resource } from '../../../model/graph.ts';
import type { Manifest } from '../../../model/manifest.ts';
import { below, get, list, text } from '../../../lib/read.ts';
import { containersIn } from '../../../lib/kubernetes/pod.ts';

type Found = Hit & { readonly manifest: Manifest };

export default defineRule({
  meta: { summary: 'Versions stand where Renovate sees them', level: 'info', source: 'CHECKS 59; xunholy/k8s-gitops#3565, timtorChen/homelab#307' },
  *checkCluster(graph) {
    yield* charts(graph);
    yield* images(graph);
    for (const { object, manifest } of graph.ofKind('fluxcd.controlplane.io/ResourceSet'))
      for (const [index, resource] of list(object, 'spec', 'resources').entries())
        for (const path of [['spec', 'ref', 'tag'], ['spec', 'chart', 'spec', 'version']])
          if (isVersion(text(resource, ...path))) yield { manifest, pointer: below('/spec/resources', index, ...path), message: 'Renovate does not look into ResourceSets: this version stays; let an input provider watch it, or add a custom manager' };
  },
});

/** Renovate's flux manager: the repository whose namespace, as written, is sourceRef's or the release's (lib/modules/manager/flux/extract.ts). */
function* charts(graph: Graph): Generator<Found> {
  for (const release of graph.ofKind('helm.toolkit.fluxcd.io/HelmRelease')) {
    const ref = get(release.object, 'spec', 'chart', 'spec', 'sourceRef');
    const name = text(ref, 'name') ?? '';
    if (text(ref, 'kind') !== 'HelmRepository' || !isVersion(text(release.object, 'spec', 'chart', 'spec', 'version'))) continue;
    const repository = graph.get('source.toolkit.fluxcd.io/HelmRepository', text(ref, 'namespace') ?? release.namespace, name);
    const wanted = text(ref, 'namespace') ?? written(release);
    if (repository === undefined || wanted === written(repository)) continue;
    const why = wanted === undefined ? "the release's file names no namespace" : written(repository) === undefined ? "the repository's file names no namespace" : `it is in namespace ${written(repository)}`;
    yield { manifest: release.manifest, pointer: '/spec/chart/spec/sourceRef', message: `Renovate finds no HelmRepository ${name} for this chart: ${why}; write ${written(repository) === undefined ? `metadata.namespace: ${repository.namespace} into the HelmRepository` : `sourceRef.namespace: ${repository.namespace}`}` };
  }
}

/** The namespace that stands in an object's own file; undefined where a kustomization gives it. */
function written({ manifest, namespace }: Resource): string | undefined {
  return manifest.originOf('/metadata/namespace').steps.some(({ kind }) => kind === 'namespace' || kind === 'targetNamespace') ? undefined : namespace;
}

/** Renovate's heuristics for values: `…image: text`, or a map `…image` with repository and tag or version (helm-values/util.ts). */
function* images(graph: Graph): Generator<Found> {
  const said = new Set<string>();
  for (const pod of graph.pods) {
    const { manifest } = pod.resource;
    if (manifest.unit.kind !== 'HelmRelease') continue;
    for (const { container, pointer } of containersIn(pod.spec, pod.pointer)) {
      const { steps, certainty } = manifest.originOf(below(pointer, 'image'), tagOf(text(container, 'image') ?? ''));
      const [first] = steps;
      if (first?.kind !== 'values' || certainty === 'file' || first.name === undefined || isSeen(first.name) || said.has(`${manifest.unit.namespace}/${manifest.unit.name} ${first.name}`)) continue;
      said.add(`${manifest.unit.namespace}/${manifest.unit.name} ${first.name}`);
      yield { manifest, pointer: below(pointer, 'image'), message: `Renovate does not know ${first.name} of the values for an image: it looks for image.repository with image.tag, or for a key that ends in image; write a "# renovate:" comment with a custom manager` };
    }
  }
}

function isSeen(path: string): boolean {
  const keys = path.split('.');
  const last = keys.at(-1)!.toLowerCase();
  return last.endsWith('image') || (['tag', 'version', 'repository', 'registry', 'digest'].includes(last) && keys.at(-2)?.toLowerCase().endsWith('image') === true);
}

function tagOf(image: string): string | undefined {
  return /:([\w.-]+)(?:@.*)?$/.exec(image)?.[1];
}

/** A fixed version; a template or a range is not for Renovate to move. */
function isVersion(version: string | undefined): boolean {
  return version !== undefined && /^v?\d+(?:\.\d+)*/.test(version) && !/[<>=~^*x|\s]/.test(version);
}
