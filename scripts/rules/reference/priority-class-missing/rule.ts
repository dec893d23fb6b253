import { defineRule } from '../../../model/rule.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'Priority and runtime classes that pods name exist', level: 'error', source: 'CHECKS 58' },
  checkCluster: (graph) => missing(graph, ['priorityClass', 'runtimeClass'], undefined, '; pods that name it are refused'),
});
