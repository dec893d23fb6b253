import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Autoscalers have sane bounds', level: 'off', source: 'POLICIES hpa-min-replicas', profiles: { strict: 'info' } },
  kinds: ['autoscaling/HorizontalPodAutoscaler'],
  *check(object) {
    const [least, most] = ['minReplicas', 'maxReplicas'].map((key) => get(object, 'spec', key) ?? 1);
    if (typeof least === 'number' && least < 2) yield { pointer: '/spec/minReplicas', message: `scales down to ${least}: a crash is an outage; write 2 or more` };
    if (typeof least === 'number' && typeof most === 'number' && most <= least) yield { pointer: '/spec/maxReplicas', message: `maxReplicas ${most} leaves nothing to scale` };
  },
});
