import { defineRule } from '../../../model/rule.ts';
import { workloads } from '../../../lib/kubernetes/pod.ts';
import { securityContexts } from '../../../lib/kubernetes/security.ts';

export default defineRule({
  meta: { summary: 'No container is a Windows HostProcess', level: 'error', source: 'POLICIES no-host-process', standards: ['PSS baseline', 'CIS 5.2.11'] },
  kinds: workloads,
  *check(object) {
    for (const { name, field, at } of securityContexts(object)) if (field('windowsOptions', 'hostProcess') === true) yield { ...at('windowsOptions', 'hostProcess'), message: `container "${name}" is a Windows HostProcess: it owns the node; remove hostProcess` };
  },
});
