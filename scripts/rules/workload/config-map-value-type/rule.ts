import { defineRule } from '../../../model/rule.ts';
import { below, map } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Values of ConfigMaps and Secrets are text', level: 'error', source: 'SYSTEMS.md randoms', restatesVerdict: true },
  kinds: ['ConfigMap', 'Secret'],
  *check(object) {
    for (const field of ['data', 'stringData'])
      for (const [key, value] of Object.entries(map(object, field)))
        if (typeof value !== 'string' && value !== null) yield { pointer: below('', field, key), message: `${key} is ${typeof value === 'object' ? 'no text' : `the ${typeof value} ${String(value)}`}; write ${key}: ${JSON.stringify(typeof value === 'object' ? JSON.stringify(value) : String(value))}`, ...(typeof value !== 'object' && { fix: [{ action: 'quote' }] }) };
  },
});
