import { defineRule } from '../../../model/rule.ts';
import { below, text } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';
import { parseImage, isFloating } from '../../../lib/kubernetes/image.ts';

export default defineRule({
  meta: { summary: 'Images carry a digest', level: 'warn', source: 'POLICIES image-digest-pinned', standards: ['NSA'], profiles: { homelab: 'off', production: 'info', strict: 'warn' } },
  kinds: workloads,
  *check(object) {
    for (const { container, pointer } of containersOf(object)) {
      const image = parseImage(text(container, 'image') ?? '');
      if (image !== undefined && image.digest === '' && !isFloating(image)) yield { pointer: below(pointer, 'image'), message: `image "${text(container, 'image')}" has no digest: its tag can be moved; let Renovate pin it` };
    }
  },
});
