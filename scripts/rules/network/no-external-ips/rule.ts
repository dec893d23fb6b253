import { defineRule } from '../../../model/rule.ts';
import { list } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Services claim no outside addresses', level: 'error', source: 'POLICIES no-external-ips; CVE-2020-8554' },
  kinds: ['Service'],
  *check(object) {
    if (list(object, 'spec', 'externalIPs').length > 0) yield { pointer: '/spec/externalIPs', message: 'externalIPs takes the traffic of any address, also of others (CVE-2020-8554); use a LoadBalancer' };
  },
});
