import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'CronJobs say how late they may start', level: 'info', source: 'POLICIES cronjob-deadline', profiles: { homelab: 'off' } },
  kinds: ['batch/CronJob'],
  *check(object) {
    if (get(object, 'spec', 'startingDeadlineSeconds') === undefined) yield { pointer: '/spec', message: 'after 100 missed starts the job is never started again; set startingDeadlineSeconds' };
  },
});
