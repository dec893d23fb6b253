import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'CronJobs say whether runs may overlap', level: 'info', source: 'POLICIES cronjob-concurrency; datree 24', profiles: { homelab: 'off' } },
  kinds: ['batch/CronJob'],
  *check(object) {
    if (get(object, 'spec', 'concurrencyPolicy') === undefined) yield { pointer: '/spec', message: 'a slow run and the next one overlap; set concurrencyPolicy: Forbid, or Allow where that is meant' };
  },
});
