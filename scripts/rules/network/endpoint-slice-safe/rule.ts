import { defineRule } from '../../../model/rule.ts';
import { find } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Endpoints lie outside of the node', level: 'error', source: 'POLICIES endpoint-slice-safe; CVE-2021-25737' },
  kinds: ['discovery.k8s.io/EndpointSlice', 'Endpoints'],
  *check(object) {
    for (const { value, pointer } of [...find(object, 'endpoints[].addresses[]'), ...find(object, 'subsets[].addresses[].ip')]) if (typeof value === 'string' && /^(?:127\.|169\.254\.|::1$|fe80:)/i.test(value)) yield { pointer, message: `${value} is an address of the node itself; name the machine that is meant` };
  },
});
