import { defineRule } from '../../../model/rule.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'imagePullSecrets name Secrets that exist', level: 'error', source: 'SYSTEMS.md marketplaza; CHECKS 58' },
  checkCluster: (graph) => missing(graph, ['imagePullSecret'], ['Secret'], '; private images cannot be pulled'),
});
