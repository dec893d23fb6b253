import { defineRule } from '../../../model/rule.ts';
import { find, get, list, text } from '../../../lib/read.ts';
import { podOf } from '../../../lib/kubernetes/pod.ts';

export default defineRule({
  meta: { summary: 'Deployments with a volume of one node are replaced, not rolled', level: 'warn', source: 'POLICIES rolling-update; kube-score deployment-strategy' },
  *checkCluster(graph) {
    for (const { manifest, object, namespace } of graph.ofKind('apps/Deployment')) {
      if (text(object, 'spec', 'strategy', 'type') === 'Recreate' || get(object, 'spec', 'replicas') === 0) continue;
      for (const { value: volume } of find(podOf(object)?.spec ?? {}, 'volumes[]')) {
        const claim = text(volume, 'persistentVolumeClaim', 'claimName');
        const modes = claim === undefined ? [] : list(graph.get('PersistentVolumeClaim', namespace, claim)?.object, 'spec', 'accessModes');
        if (modes.length === 0 || !modes.every((mode) => mode === 'ReadWriteOnce' || mode === 'ReadWriteOncePod')) continue;
        if (get(object, 'spec', 'strategy', 'rollingUpdate', 'maxSurge') === 0) continue;
        yield { manifest, pointer: '/spec/strategy', message: `claim "${claim}" can be mounted on one node only, so the new pod may wait for the old one for ever; set strategy.type: Recreate` };
        break;
      }
    }
  },
});
