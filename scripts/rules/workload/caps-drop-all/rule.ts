import { defineRule } from '../../../model/rule.ts';
import { list } from '../../../lib/read.ts';
import { workloads } from '../../../lib/kubernetes/pod.ts';
import { securityContexts } from '../../../lib/kubernetes/security.ts';

export default defineRule({
  meta: { summary: 'Containers drop all capabilities', level: 'warn', source: 'SYSTEMS.md; POLICIES caps-drop-all', standards: ['PSS restricted', 'CIS 5.2.10'] },
  kinds: workloads,
  *check(object) {
    for (const { container, name, at } of securityContexts(object))
      if (!list(container, 'securityContext', 'capabilities', 'drop').includes('ALL')) yield { ...at('capabilities'), message: `container "${name}" keeps capabilities; set capabilities.drop: [ALL]` };
  },
});
