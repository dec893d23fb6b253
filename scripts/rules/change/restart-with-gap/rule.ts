import { equalJson } from '../../../lib/equal.ts';
import { atPointer } from '../../../lib/json.ts';
import { showRef } from '../../../lib/kubernetes/kind.ts';
import { get, text } from '../../../lib/read.ts';
import { defineRule } from '../../../model/rule.ts';

export default defineRule({
  meta: { summary: 'Workloads restart without a gap', level: 'info', source: 'konflate restarts; kubernetes.io/docs deployment strategy' },
  *checkChange({ pairs }) {
    for (const { after, changed, complete } of pairs) {
      if (!changed || equalJson(atPointer(complete.before, '/spec/template'), atPointer(complete.after, '/spec/template'))) continue;
      const replicas = get(complete.after, 'spec', 'replicas');
      const isRecreated = after.kind === 'apps/Deployment' && text(complete.after, 'spec', 'strategy', 'type') === 'Recreate' && replicas !== 0;
      const isAlone = after.kind === 'apps/StatefulSet' && replicas === 1 && text(complete.after, 'spec', 'updateStrategy', 'type') !== 'OnDelete';
      if (isRecreated || isAlone) yield { manifest: after.manifest, pointer: '/spec/template', message: `${showRef(after.ref)} restarts with this change, and nothing of it runs in between: ${isRecreated ? 'its strategy is Recreate' : 'it has one replica'}; merge it when that hurts least` };
    }
  },
});
