import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { refOf } from '../../../lib/kubernetes/kind.ts';
import { podOf } from '../../../lib/kubernetes/pod.ts';
import { labelSelector, selects, isEmptySelector, showSelector } from '../../../lib/kubernetes/selector.ts';

export default defineRule({
  meta: { summary: 'Selectors of workloads match their own pods', level: 'error', source: 'POLICIES selector-matches-template; kube-linter mismatching-selector', restatesVerdict: true },
  kinds: ['apps/Deployment', 'apps/StatefulSet', 'apps/DaemonSet', 'apps/ReplicaSet'],
  *check(object) {
    const selector = labelSelector(get(object, 'spec', 'selector'));
    const pod = podOf(object);
    if (pod !== undefined && !isEmptySelector(selector) && !selects(selector, pod.labels)) yield { pointer: '/spec/selector', message: `selector ${showSelector(selector)} does not match the labels of the template; the API server refuses the ${refOf(object).kind}` };
  },
});
