import { defineRule } from '../../../model/rule.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'Secrets that Flux objects name exist', level: 'error', source: 'CHECKS 58' },
  checkCluster: (graph) => missing(graph, ['fluxSecret', 'provider'], undefined),
});
