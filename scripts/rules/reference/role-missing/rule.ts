import { defineRule } from '../../../model/rule.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'Roles that bindings name exist', level: 'error', source: 'CHECKS 58' },
  checkCluster: (graph) => missing(graph, ['role'], undefined, '; the binding grants nothing'),
});
