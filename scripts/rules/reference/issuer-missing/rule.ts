import { defineRule } from '../../../model/rule.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'cert-manager issuers that are named exist', level: 'error', source: 'SYSTEMS.md; CHECKS 58' },
  checkCluster: (graph) => missing(graph, ['issuer'], ['cert-manager.io/Issuer', 'cert-manager.io/ClusterIssuer'], '; no certificate is ever issued'),
});
