import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Releases try again after a failure', level: 'warn', source: 'CHECKS 19; helm-controller#454', profiles: { homelab: 'info' } },
  kinds: ['helm.toolkit.fluxcd.io/HelmRelease'],
  *check(object) {
    for (const action of ['install', 'upgrade'])
      if (get(object, 'spec', action, 'remediation', 'retries') === undefined && get(object, 'spec', action, 'strategy') === undefined) yield { pointer: get(object, 'spec', action) === undefined ? '/spec' : `/spec/${action}`, message: `one failed ${action} is the last one; set ${action}.strategy.name: RetryOnFailure or ${action}.remediation.retries` };
  },
});
