import { defineRule } from '../../../model/rule.ts';
import { unlimited } from '../../../graph/limits.ts';

export default defineRule({
  meta: { summary: 'Containers have a memory limit', level: 'error', source: 'SYSTEMS.md; POLICIES memory-limit', standards: ['NSA'] },
  checkCluster: (graph) => unlimited(graph, 'limits', 'memory', (name) => `container "${name}" has no memory limit; a leak takes the node's memory`),
});
