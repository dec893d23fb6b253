import { defineRule } from '../../../model/rule.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'TLS Secrets of routes exist or are issued', level: 'error', source: 'CHECKS 58' },
  checkCluster: (graph) => missing(graph, ['tls'], ['Secret'], '; the route serves a default certificate'),
});
