import { defineRule } from '../../../model/rule.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'Autoscalers scale something that exists', level: 'error', source: 'POLICIES hpa-target-exists' },
  checkCluster: (graph) => missing(graph, ['scaleTarget'], undefined, '; nothing is scaled'),
});
