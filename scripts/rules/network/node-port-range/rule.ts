import { defineRule } from '../../../model/rule.ts';
import { find } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Node ports are within 30000 to 32767', level: 'error', source: 'SYSTEMS.md askeladden; kube-apiserver --service-node-port-range', restatesVerdict: true },
  kinds: ['Service'],
  *check(object) {
    for (const { value, pointer } of find(object, 'spec.ports[].nodePort'))
      if (typeof value === 'number' && value !== 0 && (value < 30000 || value > 32767)) yield { pointer, message: `nodePort ${value} is out of range; write one from 30000 to 32767` };
  },
});
