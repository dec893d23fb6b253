import { defineRule } from '../../../model/rule.ts';
import { parseImage } from '../../../lib/kubernetes/image.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';
import { below, text } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Images come from registries that are allowed', level: 'warn', source: 'POLICIES image-registry-allowed; kyverno restrict-image-registries', standards: ['NSA'] },
  kinds: workloads,
  *check(object, _manifest, { imageRegistries: allowed = [] }) {
    for (const { container, pointer } of allowed.length === 0 ? [] : containersOf(object)) {
      const written = text(container, 'image') ?? '';
      const image = parseImage(written);
      if (image === undefined) continue;
      const registry = image.registry === '' ? 'docker.io' : image.registry;
      const path = `${registry}/${image.registry === '' && !image.repository.includes('/') ? 'library/' : ''}${image.repository}`;
      if (!allowed.some((entry) => path === entry || path.startsWith(`${entry.replace(/\/+$/, '')}/`))) yield { pointer: below(pointer, 'image'), message: `image "${written}" comes from ${registry}, which imageRegistries in validate.yaml does not name; it names ${allowed.join(', ')}` };
    }
  },
});
