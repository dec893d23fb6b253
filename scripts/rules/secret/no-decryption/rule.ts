import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { orderOf } from '../../../graph/order.ts';

export default defineRule({
  meta: { summary: 'Encrypted Secrets are decrypted', level: 'error', source: 'CHECKS 54' },
  *checkCluster(graph) {
    const order = orderOf(graph);
    for (const { manifest, object } of graph.ofKind('Secret')) {
      const owner = manifest.unit.kind === 'Kustomization' ? order.objectOf(manifest.unit) : undefined;
      if (owner !== undefined && get(object, 'sops') !== undefined && get(owner.object, 'spec', 'decryption') === undefined) yield { manifest, pointer: '/sops', message: `the Secret is encrypted, but Kustomization ${manifest.unit.name} has no spec.decryption; its pods would get the ciphertext` };
    }
  },
});
