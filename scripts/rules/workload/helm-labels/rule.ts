import { defineRule } from '../../../model/rule.ts';
import { get, text } from '../../../lib/read.ts';

export default defineRule({
  meta: { summary: 'Only what Helm renders claims to be managed by Helm', level: 'warn', source: 'SYSTEMS.md free4chat' },
  *check(object, manifest) {
    if (manifest.unit.kind === 'HelmRelease') return;
    if (text(object, 'metadata', 'labels', 'app.kubernetes.io/managed-by') === 'Helm') yield { pointer: '/metadata/labels/app.kubernetes.io~1managed-by', message: 'the label says that Helm manages this object, but no release renders it; remove the label' };
    else if (get(object, 'metadata', 'labels', 'heritage') === 'Helm') yield { pointer: '/metadata/labels/heritage', message: 'the label says that Helm manages this object, but no release renders it; remove the label' };
    else if (get(object, 'metadata', 'labels', 'helm.sh/chart') !== undefined) yield { pointer: '/metadata/labels/helm.sh~1chart', message: 'the label says that Helm manages this object, but no release renders it; remove the label' };
  },
});
