import { defineRule } from '../../../model/rule.ts';
import { below, text } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Images are pulled at each start', level: 'off', source: 'POLICIES image-pull-policy; kube-score container-image-pull-policy' },
  kinds: workloads,
  *check(object) {
    for (const { container, pointer, name } of containersOf(object)) {
      const policy = text(container, 'imagePullPolicy');
      if (policy !== undefined && policy !== 'Always') yield { pointer: below(pointer, 'imagePullPolicy'), message: `container "${name}" has imagePullPolicy ${policy}: a node that holds the image lets any pod use it; write Always` };
    }
  },
});
