import { defineRule } from '../../../model/rule.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'ServiceAccounts that bindings name exist', level: 'warn', source: 'CHECKS 58' },
  checkCluster: (graph) => missing(graph, ['subject'], ['ServiceAccount'], '; the binding grants it nothing'),
});
