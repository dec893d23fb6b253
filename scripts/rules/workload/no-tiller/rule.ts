import { defineRule } from '../../../model/rule.ts';
import { below, text } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'No Tiller runs', level: 'off', source: 'POLICIES no-tiller' },
  kinds: workloads,
  *check(object) {
    for (const { container, pointer } of containersOf(object)) if (/(?:^|\/)tiller(?::|@|$)/.test(text(container, 'image') ?? '')) yield { pointer: below(pointer, 'image'), message: 'Tiller, the server of Helm 2, lets every pod do everything; Helm 3 needs none' };
  },
});
