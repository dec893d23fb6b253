import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import type { Json } from '../../../model/json.ts';

export default defineRule({
  meta: { summary: 'Releases try again after a failure', level: 'warn', source: 'CHECKS 19; helm-controller#454', profiles: { homelab: 'info' } },
  kinds: ['helm.toolkit.fluxcd.io/HelmRelease'],
  *check(object) {
    for (const action of ['install', 'upgrade'])
      if (isNone(get(object, 'spec', action, 'remediation', 'retries')) && get(object, 'spec', action, 'strategy') === undefined) yield { pointer: get(object, 'spec', action) === undefined ? '/spec' : `/spec/${action}`, message: `one failed ${action} is the last one; set ${action}.strategy.name: RetryOnFailure or ${action}.remediation.retries` };
  },
});

/** No retries is the default. */
function isNone(retries: Json | undefined): boolean {
  return retries === undefined || retries === null || Number(retries) === 0;
}
