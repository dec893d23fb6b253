import { text } from '../../../lib/read.ts';
import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Definitions of custom kinds are not deleted by the way', level: 'error', source: 'CHECKS 27; flate#930' },
  *checkChange({ base, removed }) {
    for (const { resource: { kind, name, object, manifest }, deleted, because } of removed) {
      if (kind !== 'apiextensions.k8s.io/CustomResourceDefinition' || !deleted) continue;
      const own = text(object, 'spec', 'names', 'kind') ?? '';
      const here = base.ofKind(`${text(object, 'spec', 'group') ?? ''}/${own}`).length;
      yield { manifest, pointer: '', message: `Flux deletes CustomResourceDefinition ${name}, and the API server every ${own} of the cluster with it${here === 0 ? '' : `, ${here} of git among them`}: ${because}; take the ${own} objects out first and see that nothing needs them` };
    }
  },
});
