import { defineRule } from '../../../model/rule.ts';
import { text } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Ingresses name their class in ingressClassName', level: 'warn', source: 'SYSTEMS.md free4chat; Kubernetes 1.18 deprecation' },
  kinds: ['networking.k8s.io/Ingress'],
  *check(object) {
    const name = text(object, 'metadata', 'annotations', 'kubernetes.io/ingress.class');
    if (name !== undefined) yield { pointer: '/metadata/annotations/kubernetes.io~1ingress.class', message: `annotation kubernetes.io/ingress.class is deprecated; write spec.ingressClassName: ${name}` };
  },
});
