import { defineRule } from '../../../model/rule.ts';
import { below, list, text } from '../../../lib/read.ts';

const host = /^(?:\*\.)?[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*$/;

export default defineRule({
  meta: { summary: 'Routes name well-formed hosts', level: 'warn', source: 'POLICIES ingress-host-valid' },
  kinds: ['networking.k8s.io/Ingress'],
  *check(object) {
    for (const [index, rule] of list(object, 'spec', 'rules').entries()) {
      const name = text(rule, 'host');
      if (name === undefined || name === '') yield { pointer: below('/spec/rules', index), message: 'the rule names no host, so it answers for every one; write host' };
      else if (!name.includes('${') && !host.test(name)) yield { pointer: below('/spec/rules', index, 'host'), message: `"${name}" is no host name` };
    }
  },
});
