import { defineRule } from '../../../model/rule.ts';
import { below, text } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';
import { parseImage, isFloating } from '../../../lib/kubernetes/image.ts';

export default defineRule({
  meta: { summary: 'Container images carry a version', level: 'error', source: 'SYSTEMS.md; kube-linter latest-tag; POLICIES image-tag-pinned', standards: ['NSA'] },
  kinds: workloads,
  *check(object) {
    for (const { container, pointer } of containersOf(object)) {
      const written = text(container, 'image');
      const image = written === undefined ? undefined : parseImage(written);
      if (image !== undefined && isFloating(image)) {
        const why = image.tag === '' ? 'has no tag' : `has the moving tag "${image.tag}"`;
        yield { pointer: below(pointer, 'image'), message: `image "${written}" ${why}; write a version, such as ${image.registry === '' ? '' : `${image.registry}/`}${image.repository}:1.2.3` };
      }
    }
  },
});
