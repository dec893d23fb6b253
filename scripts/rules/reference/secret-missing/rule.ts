import { defineRule } from '../../../model/rule.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'Secrets that pods need exist', level: 'error', source: 'CHECKS 58; POLICIES env-source-exists' },
  checkCluster: (graph) => missing(graph, ['env', 'envFrom', 'volume', 'credential'], ['Secret']),
});
