import type { Node } from '../native/kit/node.ts';
import { type Quantity, showQuantity, units } from '../native/kit/quantity.ts';
import { add, type Amounts, amountsOf, podAmounts, type Sized } from './amounts.ts';

/** ResourceQuota: what objects use, and what quotas count. Upstream: pkg/quota/v1/evaluator/core. */
export interface PodUse {
  readonly spec: Node;
  readonly sized: readonly Sized[];
  /** How many Pods the object makes; 0 where that is not known beforehand. */
  readonly count: bigint;
}

const compute = ['cpu', 'memory', 'ephemeral-storage'];
/** A Pod's use under all the names that quotas have for it. */
function podUsage({ spec, sized, count }: PodUse): Amounts {
  const used: Amounts = new Map([['pods', units(count)]]);
  for (const [name, amount] of podAmounts(sized, spec, 'requests')) {
    const plain = compute.includes(name) || name.startsWith('hugepages-');
    add(used, new Map([[`requests.${name}`, amount], ...(plain ? [[name, amount] as const] : [])]), count);
  }
  for (const [name, amount] of podAmounts(sized, spec, 'limits')) if (compute.includes(name)) add(used, new Map([[`limits.${name}`, amount]]), count);
  return used;
}

const plurals: Readonly<Record<string, string>> = { Service: 'services', ConfigMap: 'configmaps', Secret: 'secrets', PersistentVolumeClaim: 'persistentvolumeclaims', ReplicationController: 'replicationcontrollers', ResourceQuota: 'resourcequotas' };
/** What an object itself uses, beside its Pods. */
function objectUsage(object: Node): Amounts {
  const used: Amounts = new Map();
  const [kind, apiVersion, spec] = [object.get('kind').str, object.get('apiVersion').str, object.get('spec')];
  const group = apiVersion.includes('/') ? `.${apiVersion.slice(0, apiVersion.indexOf('/'))}` : '';
  const plural = Object.hasOwn(plurals, kind) && group === '' ? plurals[kind] : undefined;
  if (plural !== undefined) used.set(plural, units(1));
  used.set(`count/${plural ?? pluralOf(kind)}${group}`, units(1));
  if (kind === 'Service') {
    const type = spec.get('type').str;
    if (type === 'LoadBalancer') used.set('services.loadbalancers', units(1));
    const allocated = type === 'NodePort' || (type === 'LoadBalancer' && spec.get('allocateLoadBalancerNodePorts').value !== false);
    if (allocated) used.set('services.nodeports', units(spec.get('ports').length));
  }
  if (kind === 'PersistentVolumeClaim') {
    const storage = amountsOf(spec.get('resources').get('requests')).get('storage') ?? 0n;
    const name = spec.get('storageClassName').str;
    used.set('requests.storage', storage);
    if (name !== '') {
      used.set(`${name}.storageclass.storage.k8s.io/requests.storage`, storage);
      used.set(`${name}.storageclass.storage.k8s.io/persistentvolumeclaims`, units(1));
    }
  }
  return used;
}
function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  if (/(s|x|ch|sh)$/.test(lower)) return `${lower}es`;
  return /[^aeiou]y$/.test(lower) ? `${lower.slice(0, -1)}ies` : `${lower}s`;
}

function isBestEffort({ sized, spec }: PodUse): boolean {
  const some = (amounts: Amounts): boolean => [...amounts].some(([name, amount]) => (name === 'cpu' || name === 'memory') && amount > 0n);
  return !sized.some((one) => some(one.requests) || some(one.limits)) && !some(amountsOf(spec.get('resources').get('requests')));
}
/** Whether a quota's scopes take in a Pod. Upstream: pkg/quota/v1/evaluator/core/pods.go podMatchesScopeFunc. */
function takesIn(quota: Node, pod: PodUse): boolean {
  const spec = quota.get('spec');
  const requirements = [
    ...spec.get('scopes').strings().map((scope) => ({ scope, operator: 'Exists', values: [] as string[] })),
    ...spec.get('scopeSelector').get('matchExpressions').items().map((item) => ({ scope: item.get('scopeName').str, operator: item.get('operator').str, values: item.get('values').strings() })),
  ];
  return requirements.every(({ scope, operator, values }) => {
    const priority = pod.spec.get('priorityClassName').str;
    switch (scope) {
      case 'Terminating': return pod.spec.has('activeDeadlineSeconds');
      case 'NotTerminating': return !pod.spec.has('activeDeadlineSeconds');
      case 'BestEffort': return isBestEffort(pod);
      case 'NotBestEffort': return !isBestEffort(pod);
      case 'PriorityClass': return operator === 'In' ? values.includes(priority) : operator === 'NotIn' ? !values.includes(priority) : (operator === 'Exists') === (priority !== '');
      default: return false;
    }
  });
}
const isScoped = (quota: Node): boolean => quota.get('spec').get('scopes').length > 0 || quota.get('spec').get('scopeSelector').get('matchExpressions').length > 0;

/** Keeps the books of one quota: every object in turn, and an error on the one that goes beyond. */
export function openBook(quota: Node): (object: Node, pod: PodUse | undefined) => void {
  const hard = amountsOf(quota.get('spec').get('hard'));
  const used = new Map<string, Quantity>();
  const name = quota.get('metadata').get('name').str;
  return (object, pod) => {
    const own: Amounts = isScoped(quota) ? new Map() : objectUsage(object);
    const usage: Amounts = new Map(own);
    if (pod !== undefined && takesIn(quota, pod)) {
      checkSpecified(pod, hard, name);
      add(usage, podUsage(pod));
    }
    for (const [resource, amount] of usage) {
      const limit = hard.get(resource);
      if (limit === undefined || amount === 0n) continue;
      const total = (used.get(resource) ?? 0n) + amount;
      used.set(resource, total);
      if (total > limit) (own.has(resource) ? object : (pod?.spec ?? object)).forbidden(`exceeds the ResourceQuota ${name}: ${resource} is ${showQuantity(total)} with this object, and at most ${showQuantity(limit)}`);
    }
  };
}
/** A quota about cpu or memory makes every container say what it needs. */
function checkSpecified({ sized }: PodUse, hard: Amounts, name: string): void {
  for (const one of sized) {
    const missing = ['cpu', 'memory'].flatMap((resource) => [
      ...((hard.has(resource) || hard.has(`requests.${resource}`)) && !one.requests.has(resource) ? [`requests.${resource}`] : []),
      ...(hard.has(`limits.${resource}`) && !one.limits.has(resource) ? [`limits.${resource}`] : []),
    ]);
    if (missing.length > 0) one.container.get('resources').forbidden(`must specify ${missing.join(', ')}, as the ResourceQuota ${name} of the namespace counts them`);
  }
}
