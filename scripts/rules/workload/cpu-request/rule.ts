import { defineRule } from '../../../model/rule.ts';
import { unlimited } from '../../../graph/limits.ts';

export default defineRule({
  meta: { summary: 'Containers request CPU', level: 'warn', source: 'POLICIES cpu-request', standards: ['NSA'] },
  checkCluster: (graph) => unlimited(graph, 'requests', 'cpu', (name) => `container "${name}" requests no CPU; it gets the least share when the node is busy`),
});
