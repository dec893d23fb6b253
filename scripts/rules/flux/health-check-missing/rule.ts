import { defineRule } from '../../../model/rule.ts';
import { missing } from '../../../graph/dangling.ts';

export default defineRule({
  meta: { summary: 'Health checks name objects that exist', level: 'error', source: 'CHECKS 15; kustomize-controller#405' },
  checkCluster: (graph) => missing(graph, ['healthCheck'], undefined, '; the Kustomization waits until its timeout and fails'),
});
