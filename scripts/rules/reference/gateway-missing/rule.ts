import { defineRule } from '../../../model/rule.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'Gateways that routes attach to exist', level: 'error', source: 'CHECKS 58; Gateway API parentRefs' },
  checkCluster: (graph) => missing(graph, ['parent'], undefined, '; nothing serves the route'),
});
