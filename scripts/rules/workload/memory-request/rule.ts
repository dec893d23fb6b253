import { defineRule } from '../../../model/rule.ts';
import { unlimited } from '../../../graph/limits.ts';

export default defineRule({
  meta: { summary: 'Containers request memory', level: 'error', source: 'SYSTEMS.md; POLICIES memory-request', standards: ['NSA'] },
  checkCluster: (graph) => unlimited(graph, 'requests', 'memory', (name) => `container "${name}" requests no memory; the scheduler counts it as none and evicts it first`),
});
