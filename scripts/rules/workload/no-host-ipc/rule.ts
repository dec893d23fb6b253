import { defineRule } from '../../../model/rule.ts';
import { below, get } from '../../../lib/read.ts';
import { podOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Pods do not share the node\'s memory segments', level: 'error', source: 'POLICIES no-host-ipc; kube-linter host-ipc', standards: ['PSS baseline', 'CIS 5.2.4', 'NSA'] },
  kinds: workloads,
  *check(object) {
    const pod = podOf(object);
    if (get(pod?.spec, 'hostIPC') === true) yield { pointer: below(pod!.pointer, 'hostIPC'), message: 'hostIPC shares memory with every process of the node; remove it' };
  },
});
