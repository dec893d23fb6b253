import { defineRule } from '../../../model/rule.ts';
import { below, get, map, text } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'SealedSecrets keep the name and namespace they were sealed for', level: 'error', source: 'CHECKS 55; sealed-secrets#378, #294' },
  kinds: ['bitnami.com/SealedSecret'],
  *check(object) {
    const annotations = map(object, 'metadata', 'annotations');
    if (get(annotations, 'sealedsecrets.bitnami.com/cluster-wide') === 'true') return;
    const sealed = map(object, 'spec', 'template', 'metadata');
    const wide = get(annotations, 'sealedsecrets.bitnami.com/namespace-wide') === 'true';
    for (const field of wide ? ['namespace'] : ['name', 'namespace']) {
      const inner = text(sealed, field);
      const outer = text(object, 'metadata', field);
      if (inner !== undefined && outer !== undefined && inner !== outer) yield { pointer: below('/spec/template/metadata', field), message: `sealed for ${field} "${inner}", but the SealedSecret has "${outer}"; the controller cannot open it: seal it again` };
    }
  },
});
