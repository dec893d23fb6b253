import { defineRule } from '../../../model/rule.ts';
import { below, list, map, text } from '../../../lib/read.ts';

const hasTls = /traefik\.ingress\.kubernetes\.io\/router\.(?:tls|entrypoints)|ssl-certificate|gke-managed|certificate-arn/;

export default defineRule({
  meta: { summary: 'Hosts of an Ingress are served with TLS', level: 'warn', source: 'POLICIES ingress-tls', standards: ['NSA'], profiles: { homelab: 'info' } },
  kinds: ['networking.k8s.io/Ingress'],
  *check(object) {
    const entries = list(object, 'spec', 'tls');
    const covered = entries.flatMap((entry) => list(entry, 'hosts'));
    const byAnnotation = Object.keys(map(object, 'metadata', 'annotations')).some((key) => hasTls.test(key));
    for (const [index, rule] of list(object, 'spec', 'rules').entries()) {
      const name = text(rule, 'host');
      if (name === undefined || entries.some((entry) => list(entry, 'hosts').length === 0) || covered.some((one) => one === name || (typeof one === 'string' && one.startsWith('*.') && name.slice(name.indexOf('.')) === one.slice(1)))) continue;
      if (entries.length === 0 && byAnnotation) continue;
      yield { pointer: below('/spec/rules', index, 'host'), message: entries.length === 0 ? `${name} is served without TLS; add spec.tls` : `no entry of spec.tls covers ${name}` };
    }
  },
});
