import { defineRule } from '../../../model/rule.ts';
import { map } from '../../../lib/read.ts';
import { longRunning } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Workloads say whom to ask', level: 'off', source: 'POLICIES required-annotations; kube-linter required-annotation-email' },
  kinds: longRunning,
  *check(object) {
    if (!Object.keys(map(object, 'metadata', 'annotations')).some((key) => /(?:^|\/)(?:email|owner|contact|team)$/.test(key))) yield { pointer: '/metadata', message: 'no annotation says whom to ask; add one that ends in owner, team, contact or email' };
  },
});
