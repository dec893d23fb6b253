import { defineRule } from '../../../model/rule.ts';
import { below, list } from '../../../lib/read.ts';

/** Resources that exist in one group only, and which. */
const home: Readonly<Record<string, string>> = Object.fromEntries(
  Object.entries({
    '': 'pods pods/log pods/exec pods/attach pods/portforward pods/status pods/eviction services configmaps secrets endpoints serviceaccounts serviceaccounts/token namespaces nodes nodes/proxy persistentvolumes persistentvolumeclaims replicationcontrollers resourcequotas limitranges',
    apps: 'deployments deployments/scale deployments/status statefulsets statefulsets/scale replicasets replicasets/scale daemonsets',
    batch: 'jobs jobs/status cronjobs',
    'networking.k8s.io': 'networkpolicies ingressclasses',
    'rbac.authorization.k8s.io': 'roles rolebindings clusterroles clusterrolebindings',
    autoscaling: 'horizontalpodautoscalers',
    'storage.k8s.io': 'storageclasses',
  }).flatMap(([group, names]) => names.split(' ').map((name) => [name, group])),
);
/** Groups that once held the resource; rules still list them out of caution. */
const former = new Set(['extensions', 'policy', '*', 'metrics.k8s.io', 'custom.metrics.k8s.io', 'apps.openshift.io', 'authorization.openshift.io', 'project.openshift.io', 'route.openshift.io', 'config.openshift.io', 'operator.openshift.io']);

export default defineRule({
  meta: { summary: 'Roles name resources under their own group', level: 'error', source: 'SYSTEMS.md randoms' },
  kinds: ['rbac.authorization.k8s.io/Role', 'rbac.authorization.k8s.io/ClusterRole'],
  *check(object, manifest) {
    for (const [index, rule] of list(object, 'rules').entries()) {
      const groups = list(rule, 'apiGroups').filter((group) => typeof group === 'string');
      // Charts list several groups with several resources in one rule on purpose.
      if (groups.length !== 1 && manifest.unit.kind === 'HelmRelease') continue;
      if (groups.length === 0 || groups.some((group) => former.has(group) || (group.includes('.') && !group.endsWith('.k8s.io')))) continue;
      for (const [at, resource] of list(rule, 'resources').entries())
        if (typeof resource === 'string' && Object.hasOwn(home, resource) && !groups.includes(home[resource]!))
          yield { pointer: below('/rules', index, 'resources', at), message: `"${resource}" is in group "${home[resource]}", not in ${groups.map((group) => `"${group}"`).join(', ')}; the rule grants nothing on it` };
    }
  },
});
