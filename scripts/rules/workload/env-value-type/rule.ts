import { defineRule } from '../../../model/rule.ts';
import { below, get, list, text } from '../../../lib/read.ts';
import { containersOf, workloads } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Values of environment variables are text', level: 'error', source: 'SYSTEMS.md randoms', restatesVerdict: true },
  kinds: workloads,
  *check(object) {
    for (const { container, pointer } of containersOf(object))
      for (const [index, entry] of list(container, 'env').entries()) {
        const value = get(entry, 'value');
        if (value !== undefined && value !== null && typeof value !== 'string') yield { pointer: below(pointer, 'env', index, 'value'), message: `${text(entry, 'name')} is ${typeof value === 'object' ? 'no text' : `the ${typeof value} ${String(value)}`}; write ${JSON.stringify(typeof value === 'object' ? JSON.stringify(value) : String(value))}`, ...(typeof value !== 'object' && { fix: [{ action: 'quote' }] }) };
      }
  },
});
