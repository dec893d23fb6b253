import { defineRule } from '../../../model/rule.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'Secret stores that ExternalSecrets name exist', level: 'error', source: 'CHECKS 12, 58' },
  checkCluster: (graph) => missing(graph, ['secretStore'], undefined, '; the Secret is never made'),
});
