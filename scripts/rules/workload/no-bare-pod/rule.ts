import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Pods belong to a workload', level: 'warn', source: 'POLICIES no-bare-pod' },
  kinds: ['Pod'],
  *check(_object, manifest) {
    if (manifest.hooks === undefined) yield { pointer: '/kind', message: 'a bare Pod is not made anew when its node goes; write a Deployment or Job' };
  },
});
