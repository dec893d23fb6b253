import { defineRule } from '../../../model/rule.ts';
import { below, map } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Ingresses hold no pieces of nginx configuration', level: 'error', source: 'POLICIES ingress-no-snippets; CVE-2021-25742' },
  kinds: ['networking.k8s.io/Ingress'],
  *check(object) {
    for (const key of Object.keys(map(object, 'metadata', 'annotations'))) if (/^nginx\.ingress\.kubernetes\.io\/.*-snippet$/.test(key)) yield { pointer: below('/metadata/annotations', key), message: `${key} runs as configuration of the controller, which may read every Secret (CVE-2021-25742); do without it` };
  },
});
