import { defineRule } from '../../../model/rule.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'Routes lead to Services that exist', level: 'error', source: 'CHECKS 58; POLICIES ingress-has-service' },
  checkCluster: (graph) => missing(graph, ['backend'], undefined, '; the route leads nowhere'),
});
