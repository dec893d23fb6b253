import { defineRule } from '../../../model/rule.ts';
import { unlimited } from '../../../graph/limits.ts';

export default defineRule({
  meta: { summary: 'Containers have a CPU limit', level: 'off', source: 'POLICIES cpu-limit' },
  checkCluster: (graph) => unlimited(graph, 'limits', 'cpu', (name) => `container "${name}" has no CPU limit`),
});
