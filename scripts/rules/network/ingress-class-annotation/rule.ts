import { defineRule } from '../../../model/rule.ts';
import { text } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Ingresses name their class in ingressClassName', level: 'warn', source: 'SYSTEMS.md free4chat; Kubernetes 1.18 deprecation' },
  kinds: ['networking.k8s.io/Ingress'],
  *check(object) {
    const name = text(object, 'metadata', 'annotations', 'kubernetes.io/ingress.class');
    if (name === undefined) return;
    const own = text(object, 'spec', 'ingressClassName');
    const fix = own !== undefined && own !== name ? undefined : [{ action: 'remove' } as const, ...(own === undefined ? [{ action: 'add', pointer: '/spec', key: 'ingressClassName', value: name } as const] : [])];
    yield { pointer: '/metadata/annotations/kubernetes.io~1ingress.class', message: `annotation kubernetes.io/ingress.class is deprecated; write spec.ingressClassName: ${name}`, ...(fix !== undefined && { fix }) };
  },
});
