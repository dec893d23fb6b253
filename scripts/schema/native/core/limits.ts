import { qualifiedName } from '../kit/names.ts';
import type { Node } from '../kit/node.ts';
import { type Quantity, quantityOf, showQuantity, units } from '../kit/quantity.ts';
import { checkContainerResourceName, checkResourceAmount, checkResourceName, isHugePages, isNative, isStandardQuota } from '../pod/resources.ts';

/** LimitRange and ResourceQuota. Upstream: pkg/apis/core/validation/validation.go ValidateLimitRange, ValidateResourceQuotaSpec. */
export function checkLimitRange(object: Node): void {
  const seen = new Set<string>();
  for (const limit of object.get('spec').get('limits').items()) {
    const type = limit.get('type');
    const problems = qualifiedName(type.str);
    for (const problem of problems) type.invalid(problem, type.str);
    if (problems.length === 0 && !type.str.includes('/') && !['Pod', 'Container', 'PersistentVolumeClaim'].includes(type.str)) type.invalid('must be Pod, Container or PersistentVolumeClaim, or a type with a domain');
    if (seen.has(type.str)) type.duplicate(type.str);
    seen.add(type.str);
    checkLimit(limit, type.str);
  }
}
const lists = ['max', 'min', 'default', 'defaultRequest', 'maxLimitRequestRatio'] as const;
type Amounts = Record<(typeof lists)[number], Map<string, Quantity>>;

function checkLimit(limit: Node, type: string): void {
  const amounts: Amounts = { max: new Map(), min: new Map(), default: new Map(), defaultRequest: new Map(), maxLimitRequestRatio: new Map() };
  for (const list of lists) {
    if (type === 'Pod' && (list === 'default' || list === 'defaultRequest')) {
      if (limit.get(list).length > 0) limit.get(list).forbidden('may not be given for type Pod');
      continue;
    }
    for (const [name, value] of limit.get(list).entries()) {
      if (type === 'Pod' || type === 'Container') checkContainerResourceName(value, name);
      else checkResourceName(value, name);
      const amount = quantityOf(value);
      if (amount !== undefined) amounts[list].set(name, amount);
    }
  }
  if (type === 'PersistentVolumeClaim' && !limit.get('min').has('storage') && !limit.get('max').has('storage')) limit.as('limits').required('write min.storage or max.storage');
  if (type === 'Container') {
    const given = new Set(limit.get('defaultRequest').keys());
    const limits = new Set(limit.get('default').keys());
    fillDefaults(amounts);
    for (const name of amounts.default.keys()) if (!limits.has(name)) checkContainerResourceName(limit.get('default').key(name), name);
    for (const name of amounts.defaultRequest.keys()) if (!given.has(name)) checkContainerResourceName(limit.get('defaultRequest').key(name), name);
  }
  for (const name of new Set(lists.flatMap((list) => [...amounts[list].keys()]))) checkAmounts(limit, name, amounts);
}
/** Upstream: pkg/apis/core/v1/defaults.go SetDefaults_LimitRangeItem. */
function fillDefaults(amounts: Amounts): void {
  const fill = (from: Map<string, Quantity>, to: Map<string, Quantity>): void => {
    for (const [name, amount] of from) if (!to.has(name)) to.set(name, amount);
  };
  fill(amounts.max, amounts.default);
  fill(amounts.default, amounts.defaultRequest);
  fill(amounts.min, amounts.defaultRequest);
}
function checkAmounts(limit: Node, name: string, amounts: Amounts): void {
  const [max, min, byDefault, request, ratio] = lists.map((list) => amounts[list].get(name));
  const above = (list: string, low: Quantity | undefined, high: Quantity | undefined, words: string): void => {
    if (low !== undefined && high !== undefined && low > high) limit.get(list).key(name).invalid(`${words} (${showQuantity(low)} > ${showQuantity(high)})`, '');
  };
  above('min', min, max, 'min is greater than max');
  above('defaultRequest', min, request, 'min is greater than the default request');
  above('defaultRequest', request, max, 'the default request is greater than max');
  above('defaultRequest', request, byDefault, 'the default request is greater than the default limit');
  above('default', min, byDefault, 'min is greater than the default limit');
  above('default', byDefault, max, 'the default limit is greater than max');
  const ratioNode = limit.get('maxLimitRequestRatio').key(name);
  if (ratio !== undefined && ratio < units(1)) ratioNode.invalid('must be at least 1');
  if (ratio !== undefined && min !== undefined && max !== undefined && min !== 0n && (min > 0n ? ratio * min > max * units(1) : ratio * min < max * units(1))) ratioNode.invalid('must be at most max / min');
  if ((!isNative(name) || isHugePages(name)) && byDefault !== undefined && request !== undefined && byDefault !== request) limit.get('defaultRequest').key(name).invalid(`must be the default limit of ${showQuantity(byDefault)}`);
}

const scopes = ['Terminating', 'NotTerminating', 'BestEffort', 'NotBestEffort', 'PriorityClass', 'VolumeAttributesClass', 'CrossNamespacePodAffinity'];
const podCompute = ['cpu', 'memory', 'limits.cpu', 'limits.memory', 'requests.cpu', 'requests.memory'];
/** Upstream: pkg/apis/core/helper/helpers.go IsResourceQuotaScopeValidForResource. */
function scopeCounts(scope: string, resource: string): boolean {
  if (scope === 'BestEffort') return resource === 'pods';
  if (scope === 'VolumeAttributesClass') return resource === 'persistentvolumeclaims' || resource === 'requests.storage';
  return !scopes.includes(scope) || resource === 'pods' || podCompute.includes(resource);
}

export function checkResourceQuota(object: Node): void {
  const spec = object.get('spec');
  for (const [name, amount] of spec.get('hard').entries()) {
    checkResourceName(amount, name);
    if (!name.includes('/') && !isStandardQuota(name)) amount.invalid('is no resource that a quota can limit', name);
    checkResourceAmount(amount, name);
  }
  const list = spec.get('scopes');
  for (const scope of list.items()) {
    if (!scopes.includes(scope.str)) scope.named(list).invalid('is no scope');
    checkScopeResources(spec, scope.str, scope.named(list));
  }
  checkConflicts(list.strings(), list);
  checkScopeSelector(spec);
}
function checkScopeResources(spec: Node, scope: string, at: Node): void {
  for (const name of spec.get('hard').keys()) if (isStandardQuota(name) && !scopeCounts(scope, name)) at.invalid(`${scope} cannot be applied to ${name}`, '');
}
function checkConflicts(given: readonly string[], at: Node): void {
  for (const [one, other] of [['BestEffort', 'NotBestEffort'], ['Terminating', 'NotTerminating']] as const) if (given.includes(one) && given.includes(other)) at.invalid(`${one} and ${other} exclude each other`, '');
}
function checkScopeSelector(spec: Node): void {
  const selector = spec.get('scopeSelector');
  const requirements = selector.get('matchExpressions');
  const at = requirements.named(spec.as('scopeSelector', 'matchExpressions'));
  for (const item of requirements.items()) {
    const [scope, operator, values] = ['scopeName', 'operator', 'values'].map((key) => item.get(key).named(at.as(key))) as [Node, Node, Node];
    if (!scopes.includes(scope.str)) scope.invalid('is no scope', scope.str);
    checkScopeResources(spec, scope.str, item.named(at));
    if (scopes.includes(scope.str) && scope.str !== 'PriorityClass' && scope.str !== 'VolumeAttributesClass' && operator.str !== 'Exists') operator.invalid(`must be Exists for the scope ${scope.str}`, operator.str);
    if (operator.str === 'In' || operator.str === 'NotIn') {
      if (values.length === 0) values.required("values must be given with the operators 'In' and 'NotIn'");
    } else if (operator.str === 'Exists' || operator.str === 'DoesNotExist') {
      if (values.length > 0) values.invalid("may not be given with the operators 'Exists' and 'DoesNotExist'", '');
    } else operator.invalid('is no operator; write In, NotIn, Exists or DoesNotExist', operator.str);
  }
  checkConflicts(requirements.items().map((item) => item.get('scopeName').str), at);
}
