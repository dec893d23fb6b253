import { defineRule } from '../../../model/rule.ts';
import type { Resource } from '../../../model/graph.ts';
import { find, text } from '../../../lib/read.ts';
import { groupOf, showRef, isBuiltinGroup } from '../../../lib/kubernetes/kind.ts';
import { orderOf, sameUnit } from '../../../graph/order.ts';
import { unitKey } from '../../../lib/unit.ts';

export default defineRule({
  meta: { summary: 'Resources are applied after the release whose webhook judges them', level: 'error', source: 'CHECKS 14; cert-manager#2908' },
  *checkCluster(graph) {
    const order = orderOf(graph);
    const groups = new Map<string, Resource>();
    for (const kind of ['Validating', 'Mutating'])
      for (const { object, manifest } of graph.ofKind(`admissionregistration.k8s.io/${kind}WebhookConfiguration`)) {
        const release = manifest.unit.kind === 'HelmRelease' ? order.objectOf(manifest.unit) : undefined;
        for (const { value: webhook } of release === undefined ? [] : find(object, 'webhooks[]'))
          for (const { value: group } of text(webhook, 'failurePolicy') === 'Ignore' ? [] : find(webhook, 'rules[].apiGroups[]')) if (typeof group === 'string' && group.includes('.') && !isBuiltinGroup(group)) groups.set(group, release!);
      }
    const defined = new Set(graph.ofKind('apiextensions.k8s.io/CustomResourceDefinition').filter(({ manifest }) => manifest.unit.kind === 'HelmRelease').map(({ object }) => `${text(object, 'spec', 'group')}/${text(object, 'spec', 'names', 'kind')}`));
    const said = new Set<string>();
    for (const { manifest, ref, kind } of graph.resources) {
      const release = groups.get(groupOf(ref.apiVersion));
      const key = `${unitKey(manifest.unit)} ${kind}`;
      // Where the CRD comes with a release as well, the CRD is the first to be missed.
      if (release === undefined || defined.has(kind) || !sameUnit(release.manifest.unit, manifest.unit) || said.has(key)) continue;
      said.add(key);
      yield { manifest, pointer: '/kind', message: `the webhook of ${showRef(release.ref)} judges ${ref.kind}, and the same Kustomization ${manifest.unit.name} applies both: on a new cluster the webhook does not answer yet; move one into a Kustomization of its own, with dependsOn` };
    }
  },
});
