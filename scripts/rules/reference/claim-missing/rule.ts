import { defineRule } from '../../../model/rule.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'PersistentVolumeClaims that pods mount exist', level: 'error', source: 'CHECKS 58' },
  checkCluster: (graph) => missing(graph, ['claim'], ['PersistentVolumeClaim']),
});
