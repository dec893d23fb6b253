import { defineRule } from '../../../model/rule.ts';
import { refOf } from '../../../lib/kubernetes/kind.ts';
import { workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Names do not repeat kind or environment', level: 'info', source: 'SYSTEMS.md askeladden' },
  kinds: [...workloads, 'Service', 'ConfigMap', 'networking.k8s.io/Ingress'],
  *check(object) {
    const { kind, name, namespace } = refOf(object);
    const words = name.split('-');
    if (words.length > 2 && words.includes(kind.toLowerCase()) && words.some((word) => ['dev', 'prod', 'staging', 'test'].includes(word)))
      yield { pointer: '/metadata/name', message: `"${name}" repeats its kind and environment; the kind and namespace ${namespace} say both` };
  },
});
