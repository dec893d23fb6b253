import { defineRule } from '../../../model/rule.ts';
import { get, text } from '../../../lib/read.ts';
import { containersOf } from '../../../lib/kubernetes/pod.ts';
import { parseImage } from '../../../lib/kubernetes/image.ts';

export default defineRule({
  meta: { summary: 'Jobs that change with their image can be replaced', level: 'warn', source: 'SYSTEMS.md randoms; CHECKS 32', profiles: { strict: 'error' } },
  *checkCluster(graph) {
    for (const { manifest, object, name } of graph.ofKind('batch/Job')) {
      // A hook is deleted and made anew by Helm; with force or a time to live, the old Job goes as well.
      if (manifest.hooks !== undefined || get(object, 'spec', 'ttlSecondsAfterFinished') !== undefined) continue;
      const isRelease = manifest.unit.kind === 'HelmRelease';
      const unit = graph.get(isRelease ? 'helm.toolkit.fluxcd.io/HelmRelease' : 'kustomize.toolkit.fluxcd.io/Kustomization', manifest.unit.namespace, manifest.unit.name);
      if (get(unit?.object, 'spec', 'force') === true || get(unit?.object, 'spec', 'upgrade', 'force') === true || text(object, 'metadata', 'annotations', 'kustomize.toolkit.fluxcd.io/force') === 'enabled') continue;
      const versioned = containersOf(object).some(({ container }) => {
        const image = parseImage(text(container, 'image') ?? '');
        return image !== undefined && image.tag !== '' && name.includes(image.tag.replace(/[^a-z0-9-]/gi, '-').toLowerCase().slice(0, 7));
      });
      // A chart's names follow from the values that made the whole Job.
      if (!versioned) yield { manifest, pointer: isRelease ? '' : '/metadata/name', message: `a new image cannot change Job "${name}": its template is immutable; put the version into the name${isRelease ? '' : ', or annotate kustomize.toolkit.fluxcd.io/force: enabled'}` };
    }
  },
});
