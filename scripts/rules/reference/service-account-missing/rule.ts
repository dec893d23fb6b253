import { defineRule } from '../../../model/rule.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'ServiceAccounts that are named exist', level: 'error', source: 'POLICIES sa-exists; kube-linter non-existent-service-account' },
  checkCluster: (graph) => missing(graph, ['serviceAccount'], ['ServiceAccount']),
});
