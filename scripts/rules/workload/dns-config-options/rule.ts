import { defineRule } from '../../../model/rule.ts';
import { list, text } from '../../../lib/read.ts';
import { podOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Pods ask DNS once for outside names', level: 'off', source: 'POLICIES dns-config-options; kube-linter dnsconfig-options' },
  kinds: workloads,
  *check(object) {
    const pod = podOf(object);
    if (pod !== undefined && !list(pod.spec, 'dnsConfig', 'options').some((option) => text(option, 'name') === 'ndots')) yield { pointer: pod.pointer, message: 'an outside name takes five questions to DNS; set dnsConfig.options ndots: "2"' };
  },
});
