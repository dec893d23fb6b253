import { defineRule } from '../../../model/rule.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'Services of webhooks and API services exist', level: 'error', source: 'CHECKS 58' },
  checkCluster: (graph) => missing(graph, ['webhook', 'apiService'], ['Service'], '; calls to it fail'),
});
