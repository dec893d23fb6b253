import { defineRule } from '../../../model/rule.ts';
import { below, text } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';
import { parseImage } from '../../../lib/kubernetes/image.ts';

export default defineRule({
  meta: { summary: 'Container images are image references', level: 'error', source: 'SYSTEMS.md free4chat (<IMAGE>); kubelet InvalidImageName', restatesVerdict: true },
  kinds: workloads,
  *check(object) {
    for (const { container, pointer, name } of containersOf(object)) {
      const image = text(container, 'image');
      if (image === undefined || image === '') yield { pointer, message: `container "${name}" has no image` };
      else if (/^<.*>$|^__?[A-Z_]+__?$|^(?:CHANGE_?ME|TODO|REPLACE_?ME|IMAGE)$/i.test(image) || parseImage(image) === undefined)
        yield { pointer: below(pointer, 'image'), part: /<[^<>]*>/.exec(image)?.[0] ?? image.replace(/:[^:/]*$/, ''), message: `"${image}" is no image; write registry/name:version, so that git says what runs` };
    }
  },
});
