import { defineRule } from '../../../model/rule.ts';
import { below, text } from '../../../lib/read.ts';
import { podOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Pods name their account in serviceAccountName', level: 'info', source: 'POLICIES sa-field-deprecated; kube-linter deprecated-service-account-field' },
  kinds: workloads,
  *check(object) {
    const pod = podOf(object);
    const old = text(pod?.spec, 'serviceAccount');
    if (old !== undefined && text(pod?.spec, 'serviceAccountName') === undefined) yield { pointer: below(pod!.pointer, 'serviceAccount'), message: `serviceAccount is deprecated; write serviceAccountName: ${old}` };
  },
});
