import { defineRule } from '../../../model/rule.ts';
import { get } from '../../../lib/read.ts';
import { workloads } from '../../../lib/kubernetes/pod.ts';
import { securityContexts } from '../../../lib/kubernetes/security.ts';

export default defineRule({
  meta: { summary: 'Containers cannot write to their image', level: 'warn', source: 'POLICIES read-only-root-fs; kube-linter no-read-only-root-fs', standards: ['NSA'] },
  kinds: workloads,
  *check(object) {
    for (const { container, name, at } of securityContexts(object)) if (get(container, 'securityContext', 'readOnlyRootFilesystem') !== true) yield { ...at('readOnlyRootFilesystem'), message: `container "${name}" can write to its image; set readOnlyRootFilesystem: true and mount an emptyDir where it writes` };
  },
});
