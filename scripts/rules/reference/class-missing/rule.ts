import { defineRule } from '../../../model/rule.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'Ingress and Gateway classes that are named exist', level: 'warn', source: 'CHECKS 12, 58' },
  checkCluster: (graph) => missing(graph, ['class'], undefined, '; no controller takes it up'),
});
